/** `npm start`: from a fresh clone to a running, verified platform. */
import { build, install } from './ready.mjs'

install()
await build()
process.argv.splice(2, 0, 'demo')
await import('../dist/main.js')
