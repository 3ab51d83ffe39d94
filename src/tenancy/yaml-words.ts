/** The mistakes of YAML's syntax in words of ours. The library's own quote the text, and a secret may stand in it. */
import type { YAMLError } from 'yaml'

/** What is wrong, and what would be right. */
export function syntaxWords({ code, message }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'stands here twice: keep one of them'
    case 'TAB_AS_INDENT':
      return 'a tab indents here: YAML takes blanks only'
    case 'BAD_SCALAR_START':
      return "a text can't begin with this character: put quotes around it"
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second ": " in one line: put quotes around the text that holds it'
    case 'BAD_INDENT':
      return message.startsWith('Flow')
        ? 'a bracket that was opened is not closed here'
        : 'is indented differently from what it belongs to'
    case 'MISSING_CHAR':
      return message.startsWith('Missing closing')
        ? 'a quote that was opened is not closed'
        : 'a ":" with a value is missing here'
    case 'MULTILINE_IMPLICIT_KEY':
      return 'is no key with a value: a ":" is missing, or the indentation is wrong'
    case 'BAD_DQ_ESCAPE':
      return 'is no escape of YAML: write \\\\ for a backslash, or use single quotes'
    case 'TAG_RESOLVE_FAILED':
      return 'tags (!…) have no meaning here; if it is a text that begins with "!", put quotes around it'
    case 'NON_STRING_KEY':
      return 'a key is a text'
    case 'RESOURCE_EXHAUSTION':
      return 'is nested too deeply'
    case 'BAD_ALIAS':
      return 'is no alias; if it is a text that begins with "*" or "&", put quotes around it'
    default:
      return 'is not YAML: look for a missing quote, bracket or ":" here or just before'
  }
}
