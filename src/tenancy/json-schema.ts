/** The language as JSON Schema: for editors, and as the source of the custom resources. */
import { z } from 'zod'
import { PlatformDocument, TeamDocument, TeamSpec } from './schema.ts'

/** A JSON Schema (draft 7), or a part of one. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/**
 * Both documents, as they are written (what has a default may be left out).
 * For editors: `# yaml-language-server: $schema=…` in the first line of a file.
 */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Troupe',
    description: 'A description of teams and of the platform that they share',
    oneOf: [{ $ref: '#/definitions/Platform' }, { $ref: '#/definitions/Team' }],
    definitions: {
      Platform: documentSchema('Platform'),
      Team: documentSchema('Team'),
    },
  }
}

/** The schema of one kind of document. */
export function documentSchema(kind: 'Platform' | 'Team'): JsonSchema {
  if (kind === 'Team')
    return {
      title: 'Team',
      description: 'A team: who it is, and what it has in every system',
      ...draft7(TeamDocument),
    }
  // The defaults hold any part of a Team's spec; as the schema of them says less than that, editors get the Team's own.
  const Spec = PlatformDocument.shape.spec.extend({
    teamDefaults: TeamSpec.optional().describe(
      PlatformDocument.shape.spec.shape.teamDefaults.description ?? '',
    ),
  })
  return {
    title: 'Platform',
    description: 'The platform that the teams share: its servers, and how people sign in',
    ...draft7(
      PlatformDocument.extend({ spec: Spec.describe(PlatformDocument.shape.spec.description ?? '') }),
    ),
  }
}

function draft7(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'throw',
  })
  return rest
}
