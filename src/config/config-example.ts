import { stringify } from 'yaml'
import { configSchema } from './config.ts'
import { walkOptions, type OptionNode } from './schema-walk.ts'

/** `config.example.yaml`: every option with its help. What may be left out is commented out and shows its default or an example. */
export function configExample(): string {
  const options = walkOptions(configSchema).children.flatMap((node) => ['', ...lines(node)])
  return `${[...HEAD.map((line) => `# ${line}`), ...options].join('\n')}\n`
}

const HEAD = [
  'Tongbu configuration. Copy to tongbu.yaml and fill in. What begins with # and a letter may be left as it is.',
  'A secret may also be in a file of its own (clientSecretFile: …) or sealed (clientSecretSealed: …, made by `tongbu seal`).',
  'Made from src/config/config.ts by `npm run generate`; as tables: docs/configuration.md.',
]
const WIDTH = 100

/** One option or group, without indent: its help as comments, then itself. */
function lines(node: OptionNode): string[] {
  const key = node.path.at(-1) ?? ''
  const help = wrap(node.about?.help ?? '', WIDTH - 2 * node.path.length).map((line) => `# ${line}`)
  if (node.kind === 'scalar') return [...help, `${node.optional && !node.about?.shown ? '#' : ''}${stringify({ [key]: valueOf(node) }).trimEnd()}`]
  if (node.kind === 'list') return [...help, `${key}:`, ...element(node.children[0]?.children ?? [])]
  const group = [`${key}:`, ...node.children.flatMap(lines).map((line) => `  ${line}`)]
  return [...help, ...(node.optional && !node.about?.shown ? group.map((line) => `#${line}`) : group)]
}

/** An element of a list: the first line that is no comment carries the dash. */
function element(options: readonly OptionNode[]): string[] {
  const all = options.flatMap((option, at) => [...(at === 0 || option.kind === 'scalar' ? [] : ['']), ...lines(option)])
  const first = all.findIndex((line) => !line.startsWith('#'))
  return all.map((line, at) => (line === '' ? '' : `  ${at === first ? '- ' : '  '}${line}`))
}

const valueOf = (node: OptionNode): unknown => node.default ?? node.about?.example ?? words(node.type)[0] ?? ''
const words = (type: string): string[] => [...type.matchAll(/`(\w+)`/g)].map(([, word]) => word ?? '')

function wrap(text: string, width: number): string[] {
  const wrapped: string[] = []
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const last = wrapped.at(-1)
    if (last !== undefined && last.length + word.length < width) wrapped[wrapped.length - 1] = `${last} ${word}`
    else wrapped.push(word)
  }
  return wrapped
}
