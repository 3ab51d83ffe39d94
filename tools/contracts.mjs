/** `npm run contracts`, which is written in TypeScript. */
import { install, run } from './ready.mjs'

install()
run(process.execPath, ['--import', 'tsx', 'tools/contracts.ts', ...process.argv.slice(2)])
