import { expect, test } from 'vitest'
import type { Asked } from './asked.ts'
import { carryOut } from './operators.ts'

const asked: Asked = {
  method: 'GET',
  scheme: 'http',
  authority: 'a.example:80',
  host: 'a.example',
  path: '/x?y=1',
  headers: new Map([['x-user', ['jo', 'ann']]]),
  remote: '127.0.0.1',
  port: 80,
  connectionPort: 80,
}

test.each([
  ['%REQ(X-User)% by %REQ(:method)%', 'jo,ann by GET'],
  ['%REQ(x-none?:path)%|%REQ(x-none)%', '/x?y=1|'],
  ['%REQ(:authority):3%', 'a.e'],
  ['100%% of %DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%', '100% of 127.0.0.1'],
  ['%RESPONSE_CODE% %RESP(x-up)%', '201 1'],
  ['plain', 'plain'],
])('%s', (value, made) => {
  expect(carryOut(value, { asked, answered: { status: 201, headers: new Map([['x-up', ['1']]]) } })).toBe(
    made,
  )
})
