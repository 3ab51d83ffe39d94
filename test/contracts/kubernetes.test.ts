import { recordedAs } from './recorded.ts'

recordedAs('kubernetes')
