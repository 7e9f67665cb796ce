import { configSchema, type Config } from './config.ts'
import { walkOptions, type OptionNode } from './schema-walk.ts'

/** `config` as it may be printed: secrets are `***`, a database address keeps all but its password. */
export function redact(config: Config): unknown {
  return redactNode(config, walkOptions(configSchema))
}

function redactNode(value: unknown, node: OptionNode): unknown {
  if (value === undefined) return undefined
  if (node.kind === 'scalar') return node.about?.secret ? hide(value) : value
  if (Array.isArray(value)) return value.map((element) => (node.children[0] === undefined ? element : redactNode(element, node.children[0])))
  const known = node.children.map((child) => [child.path.at(-1) ?? '', redactNode((value as Record<string, unknown>)[child.path.at(-1) ?? ''], child)] as const)
  return Object.fromEntries(known.filter(([, kept]) => kept !== undefined))
}

/** The `database` option is an address: only the password in it is secret. */
function hide(value: unknown): string {
  const text = String(value)
  if (text.startsWith('sqlite:')) return text
  return /^postgres(ql)?:\/\//.test(text) ? text.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@').replace(/([?&]password=)[^&]*/, '$1***') : '***'
}
