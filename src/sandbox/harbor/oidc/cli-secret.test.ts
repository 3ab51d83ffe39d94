import { expect, test } from 'vitest'
import { taken } from './cli-secret.ts'

const artifacts = '/api/v2.0/projects/a/repositories/app/artifacts'

test.each([
  ['GET', '/v2/a/app/tags/list', true],
  ['PUT', '/v2/a/app/manifests/v1', true],
  ['POST', '/api/v2.0/projects', true],
  ['HEAD', '/api/v2.0/projects', false],
  ['GET', '/api/v2.0/projects/a', false],
  ['GET', '/api/v2.0/labels', true],
  ['POST', '/api/v2.0/labels', false],
  ['GET', '/api/v2.0/labels/1', false],
  ['GET', '/api/v2.0/projects/a/repositories', true],
  ['GET', '/api/v2.0/projects/a/repositories/app', false],
  ['GET', artifacts, true],
  ['DELETE', `${artifacts}/v1`, false],
  ['GET', `${artifacts}/v1/tags`, false],
  ['DELETE', `${artifacts}/v1/tags/v1`, true],
])('%s %s takes a CLI secret: %s', (method, path, takes) => {
  expect(taken(method, path)).toBe(takes)
})
