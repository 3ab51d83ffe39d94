/** Checks the arrows between rooms; a wrong one is told with the sentence that says why. */
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import configuration from '../.dependency-cruiser.mjs'

const { forbidden, options } = configuration
const { output } = await cruise(['src'], { ...options, ruleSet: { forbidden }, validate: true }, undefined, {
  tsConfig: extractTSConfig('tsconfig.json'),
})
const { violations, totalCruised } = output.summary
// A tool that reads nothing finds nothing: without an API of the compiler it once passed with 0 modules.
if (totalCruised < 50) throw new Error(`only ${totalCruised} modules were read`)
for (const { from, to, rule } of violations) {
  const why = forbidden.find(({ name }) => name === rule.name)?.comment
  console.error(`${from} → ${to}\n    ${rule.name}: ${why}`)
}
console.log(`${totalCruised} modules, ${violations.length} wrong arrows`)
process.exit(violations.length > 0 ? 1 : 0)
