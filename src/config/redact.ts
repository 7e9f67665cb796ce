import { configSchema, type Config } from './config.ts'
import { walkOptions, type OptionNode } from './schema-walk.ts'

/** `config` as it may be printed: secrets are `***`, a database address keeps all but its password. */
export function redact(config: Config): unknown {
  return redactNode(config, walkOptions(configSchema), (value, node) => (node.about?.secret ? hide(value) : value))
}

/** Options whose text names nobody. */
const NAMES_NOBODY = new Set(['name', 'host', 'graphUrl', 'loginUrl', 'baseUrl'])

/** `config` as it may be given to strangers: of text only words of ours, names of pairs and names of the clouds' servers are left. */
export function redactForStrangers(config: Config): unknown {
  return redactNode(config, walkOptions(configSchema), (value, node) => {
    const name = node.path.at(-1) ?? ''
    if (name === 'database') return String(value).split(':')[0]
    const isWord = typeof value !== 'string' || node.type.includes('`') || NAMES_NOBODY.has(name)
    return isWord && !node.about?.secret ? value : '***'
  })
}

function redactNode(value: unknown, node: OptionNode, show: (value: unknown, node: OptionNode) => unknown): unknown {
  if (value === undefined) return undefined
  if (node.kind === 'scalar') return show(value, node)
  if (Array.isArray(value)) return value.map((element) => (node.children[0] === undefined ? element : redactNode(element, node.children[0], show)))
  const known = node.children.map((child) => [child.path.at(-1) ?? '', redactNode((value as Record<string, unknown>)[child.path.at(-1) ?? ''], child, show)] as const)
  return Object.fromEntries(known.filter(([, kept]) => kept !== undefined))
}

/** The `database` option is an address: only the password in it is secret. */
function hide(value: unknown): string {
  const text = String(value)
  if (text.startsWith('sqlite:')) return text
  return /^postgres(ql)?:\/\//.test(text) ? text.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@').replace(/([?&]password=)[^&]*/, '$1***') : '***'
}
