import { recordedAs } from './recorded.ts'

recordedAs('mesh')
