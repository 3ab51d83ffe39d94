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

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f3f5f7, #14181c); color: light-dark(#1c2630, #dfe6ec); }
main { max-width: 34rem; margin: 12vh auto 0; padding: 2rem 2.5rem; border-radius: 12px;
  background: light-dark(#fff, #1d242b); box-shadow: 0 1px 3px #0003; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
a, button { display: inline-block; padding: .45rem 1rem; border: 0; border-radius: 6px; font: inherit; cursor: pointer;
  text-decoration: none; background: #0065ab; color: #fff; }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid #5ab0ef; outline-offset: 2px; }
ul { padding: 0; list-style: none; } li { padding: .35rem .6rem; border-bottom: 1px solid light-dark(#e3e8ec, #303a44); }
input { font: inherit; padding: .4rem .6rem; border: 1px solid #8895a1; border-radius: 6px; }
[role=alert] { color: light-dark(#b3261e, #ff8f87); }
`

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harbor</title>
<style>${STYLE}</style>
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
