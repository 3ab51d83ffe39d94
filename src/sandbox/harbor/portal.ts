/** The portal: one static page, whatever the path, as nginx's try_files answers the real one. */
import type { Handler } from '../http/listen.ts'

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
<p>A container registry of the sandbox. It has an API, a registry and sign-on, and no further pages.</p>
<p><a href="/c/oidc/login">Sign in</a> · <a href="/api/v2.0/users/current">Who am I</a></p>
</main>
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
