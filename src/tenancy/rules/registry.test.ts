import { expect, it } from 'vitest'
import { platform, team, told } from '../../../test/tenancy/description.ts'

it("refuses more than Harbor's largest quota", async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { registry: '{storage: 1025Ti}' }),
      'b.yaml': team('dev', { registry: '{storage: 1024Ti}' }),
      'c.yaml': team('all', { registry: '{storage: unlimited}' }),
    }),
  ).toMatchInlineSnapshot(
    `"a.yaml:5:23 | spec.registry.storage | "1025Ti" is more than Harbor's largest quota: write at most 1024Ti, or "unlimited""`,
  )
})

it('warns of images that nobody scans', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { registry: '{scan: {onPush: false, blockFrom: high}}' }),
    }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:47 | spec.registry.scan.blockFrom | with onPush: false every new image is held back until somebody has it scanned"`,
  )
})

it('refuses a rule twice', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', {
        registry:
          '{retention: [{keepMostRecent: 5}, {repositories: "**", keepMostRecent: 9}], immutable: [{tags: "v*"}, {tags: "x*"}, {tags: "v*"}]}',
      }),
    }),
  ).toMatchInlineSnapshot(`
    "a.yaml:5:47 | spec.registry.retention[1] | says the same repositories and tags as retention[0]: keep one of them
    a.yaml:5:129 | spec.registry.immutable[2] | says the same repositories and tags as immutable[0]: keep one of them"
  `)
})

it('warns of retention that removes nothing', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { registry: '{retention: [{keepMostRecent: 5}], immutable: [{tags: "**"}]}' }),
    }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:60 | spec.registry.immutable[0] | keeps every tag for ever, so that retention removes nothing"`,
  )
})

it('warns of rotation at every run', async () => {
  expect(
    await told({
      'p.yaml': platform(),
      'a.yaml': team('demo', { registry: '{robots: {pull: {rotateAfter: 59m}, push: {rotateAfter: 1h}}}' }),
    }),
  ).toMatchInlineSnapshot(
    `"warning a.yaml:5:43 | spec.registry.robots.pull.rotateAfter | "59m" rotates this credential at nearly every run: write at least "1h""`,
  )
})
