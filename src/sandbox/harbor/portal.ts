/** The portal: one static page, whatever the path, as nginx's try_files answers the real one. */
import type { Handler } from '../http/listen.ts'

/** Says who is signed in, which projects that one sees, and lets newcomers choose a name. */
const SCRIPT = `
const show = (id) => { document.getElementById(id).hidden = false }
const onboarding = location.pathname === '/oidc-onboard'
const me = await fetch('/api/v2.0/users/current')
if (onboarding) {
  const form = document.getElementById('onboard')
  const asked = new URLSearchParams(location.search)
  form.username.value = asked.get('username') ?? ''
  show('onboard')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const token = me.headers.get('x-harbor-csrf-token') ?? ''
    const answer = await fetch('/c/oidc/onboard', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-harbor-csrf-token': token },
      body: JSON.stringify({ username: form.username.value }),
    })
    if (answer.ok) location.assign('/')
    else document.getElementById('problem').textContent = (await answer.json()).errors[0].message
  })
} else if (me.ok) {
  document.getElementById('name').textContent = (await me.json()).username
  const projects = await (await fetch('/api/v2.0/projects?page_size=100')).json()
  for (const { name } of projects) {
    const item = document.createElement('li')
    item.textContent = name
    document.getElementById('projects').append(item)
  }
  document.getElementById('sign-out').addEventListener('click', async () => {
    const answer = await fetch('/c/log_out')
    location.assign(answer.status === 403 ? (await answer.json()).redirect_location : '/')
  })
  show('signed-in')
} else show('signed-out')
`

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harbor</title>
</head>
<body>
<main>
<h1>Harbor</h1>
<p>A container registry of the sandbox: it has Harbor's API, registry and sign-on, and this one page.</p>
<p id="signed-out" hidden><a href="/c/oidc/login">Sign in</a></p>
<section id="signed-in" hidden>
<p>Signed in as <strong id="name"></strong>. <button id="sign-out">Sign out</button></p>
<h2>Projects</h2>
<ul id="projects"></ul>
</section>
<form id="onboard" hidden>
<p><label>User name <input name="username" required maxlength="255"></label> <button>Continue</button></p>
<p id="problem" role="alert"></p>
</form>
<noscript><p><a href="/c/oidc/login">Sign in</a></p></noscript>
</main>
<script type="module">${SCRIPT}</script>
</body>
</html>
`

/** Answers GET and HEAD with the page. */
export const portal: Handler = (request, response) => {
  request.resume()
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { 'content-type': 'text/html', allow: 'GET, HEAD' }).end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(PAGE) })
  response.end(request.method === 'HEAD' ? undefined : PAGE)
}
