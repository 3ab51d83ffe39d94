import { recordedAs } from './recorded.ts'

recordedAs('harbor')
