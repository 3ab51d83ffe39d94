/** A stream of JSON objects, one a line. */
import { StringDecoder } from 'node:string_decoder'
import type { Stream } from '../http/transport.ts'

/** More than this without an end of line is no event any more. The server takes objects of 3 MiB. */
const longest = 16 * 1024 * 1024

/** The stream was silent for too long, or made no sense. */
export class StreamFault extends Error {
  override readonly name = 'StreamFault'
}

/**
 * Lines as they come; an unfinished last one is dropped.
 * @throws StreamFault when nothing comes for `idle` ms: a connection may be dead without a sign
 */
export async function* linesOf(stream: Stream, idle: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  const chunks = stream.body[Symbol.asyncIterator]()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await soon(chunks.next(), idle)
      if (done) return
      const lines = (rest + decoder.write(Buffer.from(value))).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > longest) throw new StreamFault('a line of the watch has no end')
      yield* lines.filter((line) => line.trim() !== '')
    }
  } finally {
    stream.hangUp()
  }
}

async function soon<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => {
      failed(new StreamFault('the watch was silent for too long'))
    }, ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
    promise.catch(() => undefined)
  }
}
