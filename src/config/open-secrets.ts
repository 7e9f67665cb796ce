import { SyncError } from '../domain/errors.ts'
import { configSchema } from './config.ts'
import { SECRET_FORMS, type SecretForm } from './environment.ts'
import { scalars, walkOptions, type OptionNode } from './schema-walk.ts'
import { open, type SecretsKey } from './sealed.ts'

export type Tree = Record<string, unknown>
export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A pair of the file or of the environment, before it is looked at. */
export interface NamedPair {
  readonly name: string
  readonly tree: Tree
}

/** How secrets are come by that do not stand in the configuration themselves. */
export interface SecretSources {
  /** The text of a file that holds one secret; throws when it cannot be read. */
  readFile(path: string): string
  /** Asked only where something is sealed. @throws {SyncError} `SECRETS_KEY` */
  key(): SecretsKey
}

/** Every option that is a secret. */
export const secretOptions = (): readonly OptionNode[] => scalars(walkOptions(configSchema)).filter(({ about }) => about?.secret)

/** What the secret of an option is sealed under: `pairs.anna.outlook.clientSecret`, `database`. A pair counts by its name, as its place in the list may change. */
export const secretName = ({ path }: OptionNode, pair: string): string => path.map((key) => (key === '[]' ? pair : key)).join('.')

/** `['pairs', 0, 'name']` is `pairs[0].name`. */
export const optionName = (path: readonly PropertyKey[]): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`)).join('') || 'file'

/** Replaces every `…File` of a secret by what the file holds, without the line end, and every `…Sealed` by what was sealed. */
export function openSecrets(tree: Tree, pairs: readonly NamedPair[], sources: SecretSources, problems: string[]): void {
  for (const node of secretOptions()) {
    const inPair = node.path[0] === 'pairs'
    const path = inPair ? node.path.slice(2) : node.path
    for (const [index, start] of (inPair ? pairs : [{ name: '', tree }]).entries()) {
      const group = path.slice(0, -1).reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), start.tree)
      const key = path.at(-1)
      if (!isTree(group) || key === undefined) continue
      const problem = openOne(group, key, secretName(node, start.name), sources)
      if (problem !== undefined) problems.push(`${optionName([...(inPair ? ['pairs', index] : []), ...path])}${problem}`)
    }
  }
}

/** Answers what is wrong, to be told after the name of the option. */
function openOne(group: Tree, key: string, name: string, sources: SecretSources): string | undefined {
  const [form, ...others] = SECRET_FORMS.filter((each) => `${key}${each}` in group)
  if (form === undefined) return undefined
  if (others.length > 0) {
    for (const each of [form, ...others]) delete group[`${key}${each}`]
    return `: is given twice: keep one of ${[form, ...others].map((each) => `\`${key}${each}\``).join(' and ')}`
  }
  if (form === '') return undefined
  const given = group[`${key}${form}`]
  delete group[`${key}${form}`]
  try {
    if (typeof given !== 'string') throw new TypeError('not text')
    group[key] = OPEN[form](given, name, sources)
    return undefined
  } catch (error) {
    return `${form}: ${error instanceof SyncError ? error.message : NOT_READ[form]}`
  }
}

const OPEN: Readonly<Record<Exclude<SecretForm, ''>, (given: string, name: string, sources: SecretSources) => string>> = {
  File: (given, _name, { readFile }) => readFile(given).replace(/\r?\n$/, ''),
  Sealed: (given, name, { key }) => open(key(), name, given.trim()),
}

const NOT_READ = { File: 'cannot be read as a file', Sealed: 'must be text, as `tongbu seal` printed it' }
