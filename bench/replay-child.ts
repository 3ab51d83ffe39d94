/** The raw client as a process: reads a recording, sends it, prints how long that took. */
import { writeFileSync } from 'node:fs'
import { readRecording } from './recording.ts'
import { prepare, send } from './replay.ts'
import type { Servers } from './servers.ts'

const { file, fresh, addresses } = JSON.parse(process.argv[2] ?? '{}') as {
  file: string
  fresh: boolean
  addresses: Servers['addresses']
}
const prepared = prepare(readRecording(file), fresh)
const began = process.cpuUsage()
const replayed = await send(prepared, addresses)
const { user, system } = process.cpuUsage(began)
writeFileSync(1, `${JSON.stringify({ ...replayed, cpu: (user + system) / 1e6 })}\n`)
