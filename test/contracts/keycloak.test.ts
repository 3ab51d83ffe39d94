import { recordedAs } from './recorded.ts'

recordedAs('keycloak')
