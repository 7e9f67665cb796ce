import { parse } from 'yaml'
import type { z } from 'zod'
import { SyncError } from '../domain/errors.ts'
import { configSchema, type Config, type ServeConfig } from './config.ts'
import { PAIRS_VARIABLE, readEnvironment, SECRET_FORMS, suggestion, type Environment, type Override } from './environment.ts'
import { isTree, openSecrets, optionName, type NamedPair, type SecretSources, type Tree } from './open-secrets.ts'
import { walkOptions } from './schema-walk.ts'
import type { SecretsKey } from './sealed.ts'


/** Answers the text of a file that holds one secret; throws when it cannot be read. */
export type ReadFile = SecretSources['readFile']

/** Where nothing can be sealed, as nothing was said of a key. */
const noKey = (): SecretsKey => {
  throw new SyncError('SECRETS_KEY', 'cannot be opened, as no key was named')
}

/**
 * The configuration: defaults, then the file (YAML), then the environment, which wins. Reads nothing by itself: `key` answers what
 * sealed secrets are opened with, and is asked only where there are any.
 * @throws {SyncError} `BAD_CONFIG` whose message lists every problem, one `option: what is wrong` a line; no value is repeated.
 */
export function loadConfig(fileText: string | undefined, environment: Environment, readFile: ReadFile, key: SecretSources['key'] = noKey): Config {
  const { tree, problems } = readTree(fileText)
  if (problems.length > 0) throw badConfig(problems)
  const pairs = pairsOf(tree, environment)
  const read = readEnvironment(environment, pairs.map(({ name }) => name))
  problems.push(...read.problems)
  for (const override of read.overrides) apply(override, override.pair === undefined ? tree : pairs.find(({ name }) => name === override.pair)?.tree, problems)
  openSecrets(tree, pairs, { readFile, key }, problems)
  const listed: unknown[] = Array.isArray(tree['pairs']) ? tree['pairs'] : []
  const added = pairs.map((pair) => pair.tree).filter((pair) => !listed.includes(pair))
  if (added.length > 0) tree['pairs'] = [...listed, ...added]
  const result = configSchema.safeParse(tree, { reportInput: true })
  if (!result.success) problems.push(...result.error.issues.flatMap(describe).filter((line) => !isTold(line, problems)))
  if (!result.success || problems.length > 0) throw badConfig(problems)
  return freeze(result.data)
}

/** Where the service listens while there is no configuration: as the environment says, else on this machine alone. @throws {SyncError} `BAD_CONFIG` */
export function serveWithout(environment: Environment): ServeConfig {
  const { overrides, problems } = readEnvironment(environment, [])
  const tree: Tree = {}
  for (const override of overrides) apply(override, tree, problems)
  const result = configSchema.shape.serve.safeParse(tree['serve'] ?? {}, { reportInput: true })
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => describe({ ...issue, path: ['serve', ...issue.path] })))
  if (!result.success || problems.length > 0) throw badConfig(problems)
  return freeze(result.data)
}

const badConfig = (problems: readonly string[]): SyncError => new SyncError('BAD_CONFIG', `Configuration is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`)

/** Whether the option of this problem has one already, perhaps with the file that should have held it. */
function isTold(line: string, problems: readonly string[]): boolean {
  const [name] = line.split(':')
  return problems.some((known) => SECRET_FORMS.some((form) => known.startsWith(`${name}${form}:`)))
}

function readTree(text: string | undefined): { tree: Tree; problems: string[] } {
  try {
    const value: unknown = text === undefined ? {} : (parse(text, { prettyErrors: true }) ?? {})
    return isTree(value) ? { tree: withoutNothing(value), problems: [] } : { tree: {}, problems: ['file: must be options by name, such as `database: …`'] }
  } catch (error) {
    const [place] = /at line \d+, column \d+/.exec(error instanceof Error ? error.message : '') ?? []
    return { tree: {}, problems: [`file: is not YAML${place === undefined ? '' : ` ${place}`}`] }
  }
}

/** An option without a value (`policy:` and nothing after it) is left out. */
const withoutNothing = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      if (value === null) return []
      return [[key, Array.isArray(value) ? value.map((element: unknown) => (isTree(element) ? withoutNothing(element) : element)) : isTree(value) ? withoutNothing(value) : value]]
    }),
  )

/** Pairs of the file that have a name, and those that only the environment names. */
function pairsOf(tree: Tree, environment: Environment): NamedPair[] {
  const pairs = (Array.isArray(tree['pairs']) ? tree['pairs'] : []).filter(isTree).flatMap((pair) => (typeof pair['name'] === 'string' ? [{ name: pair['name'], tree: pair }] : []))
  const names = (environment[PAIRS_VARIABLE] ?? '').split(',').map((name) => name.trim())
  for (const name of names) if (name !== '' && !pairs.some((pair) => pair.name === name)) pairs.push({ name, tree: { name } })
  return pairs
}

/** Puts a value from the environment in its place, making the groups on the way. */
function apply(override: Override, start: Tree | undefined, problems: string[]): void {
  const path = override.pair === undefined ? override.node.path : override.node.path.slice(2)
  const last = path.at(-1)
  if (start === undefined || last === undefined) return
  let tree = start
  for (const key of path.slice(0, -1)) {
    const next = (tree[key] ??= {})
    if (!isTree(next)) return void problems.push(`${override.variable}: "${key}" is not a group of options in the file`)
    tree = next
  }
  for (const form of SECRET_FORMS) delete tree[`${last}${form}`]
  tree[`${last}${override.form}`] = override.value
}

/** One line per problem of an issue; the value itself is never told, as it may be a secret. */
function describe(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${optionName([...issue.path, key])}: is no option${suggestion(key, keysAt(issue.path))}`)
  }
  const missing = issue.input === undefined && issue.code !== 'custom'
  const message = missing ? 'is missing' : issue.code === 'invalid_type' && issue.expected === 'object' ? 'must be a group of options' : issue.message
  return [`${optionName(issue.path)}: ${message}`]
}

/** Names of the options in the group at `path`. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let node = walkOptions(configSchema)
  for (const key of path) {
    const next = typeof key === 'number' ? node.children[0] : node.children.find((child) => child.path.at(-1) === key)
    if (next === undefined) return []
    node = next
  }
  return node.children.flatMap((child) => [child.path.at(-1) ?? '', ...(child.about?.secret ? SECRET_FORMS.map((form) => `${child.path.at(-1)}${form}`) : [])])
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
  return Object.freeze(value)
}
