/** Forms that several kinds share. */
import { milliseconds } from '../duration.ts'
import { object, rule, type Shape } from './schema.ts'

/** A duration of 1 ms or more. */
export const duration: Shape = {
  type: 'string',
  rules: [
    rule('must be a valid duration greater than 1ms', (value: string) => {
      const length = milliseconds(value)
      return length === undefined
        ? "type conversion error from 'string' to 'google.protobuf.Duration'"
        : length >= 1
    }),
  ],
}

const matchLabels: Shape = {
  type: 'map',
  of: {
    type: 'string',
    most: 63,
    rules: [rule('wildcard not allowed in label value match', (value: string) => !value.includes('*'))],
  },
  rules: [
    rule('wildcard not allowed in label key match', (value: object) =>
      Object.keys(value).every((key) => !key.includes('*')),
    ),
    rule('key must not be empty', (value: object) => !Object.keys(value).includes('')),
  ],
}
/** Which workloads are meant. */
export const selector = object({ matchLabels })
