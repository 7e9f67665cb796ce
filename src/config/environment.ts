import { configSchema } from './config.ts'
import { nearest } from './nearest.ts'
import { scalars, walkOptions, type OptionNode } from './schema-walk.ts'

/** Values by the name of their variable. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Variables of ours that are no option: which file to read, names of pairs that the file does not have, and the key of sealed secrets or its file. */
export const CONFIG_VARIABLE = 'TONGBU_CONFIG'
export const PAIRS_VARIABLE = 'TONGBU_PAIRS'
export const KEY_VARIABLE = 'TONGBU_SECRETS_KEY'
export const KEY_FILE_VARIABLE = 'TONGBU_SECRETS_KEY_FILE'
const NO_OPTIONS: ReadonlySet<string> = new Set([CONFIG_VARIABLE, PAIRS_VARIABLE, KEY_VARIABLE, KEY_FILE_VARIABLE])

const PAIR = 'PAIR'
const isPair = (node: OptionNode): boolean => node.path[0] === 'pairs'
/** `clientSecret` is `CLIENT_SECRET`. */
const upper = (word: string): string => word.replace(/([a-z])([A-Z])/g, '$1_$2').replaceAll('-', '_').toUpperCase()

/** The variable that overrides an option: `TONGBU_DATABASE`, `TONGBU_PAIR_ANNA_OUTLOOK_CLIENT_SECRET`. `pair` is its name. */
export function variableName(node: OptionNode, pair: string): string {
  const words = isPair(node) ? [PAIR, pair, ...node.path.slice(2)] : node.path
  return ['TONGBU', ...words.map(upper)].join('_')
}

/** How a secret may be given: as it is, in a file of its own, or sealed. What stands after the name of its option. */
export const SECRET_FORMS = ['', 'File', 'Sealed'] as const
export type SecretForm = (typeof SECRET_FORMS)[number]

/** One value that the environment gives. */
export interface Override {
  readonly variable: string
  readonly node: OptionNode
  readonly pair?: string
  readonly value: string
  /** `value` is what the option with this after its name takes: `File` the name of a file that holds the secret, `Sealed` the secret as `tongbu seal` printed it. */
  readonly form: SecretForm
}

/** What `environment` overrides for these pairs, and what is wrong with its other `TONGBU_…` variables. */
export function readEnvironment(environment: Environment, pairs: readonly string[]): { overrides: Override[]; problems: string[] } {
  const known = knownVariables(pairs)
  const overrides: Override[] = []
  const problems: string[] = []
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('TONGBU_') || value === undefined || NO_OPTIONS.has(variable)) continue
    const override = known.get(variable)
    if (override !== undefined) overrides.push({ ...override, variable, value })
    else problems.push(`${variable}: is no variable that Tongbu knows${suggestion(variable, known.keys())}`)
  }
  return { overrides, problems }
}

/** `; did you mean …?`, or nothing. */
export function suggestion(wrong: string, names: Iterable<string>): string {
  const name = nearest(wrong, names)
  return name === undefined ? '' : `; did you mean ${name}?`
}

function knownVariables(pairs: readonly string[]): Map<string, Omit<Override, 'variable' | 'value'>> {
  const known = new Map<string, Omit<Override, 'variable' | 'value'>>()
  for (const node of scalars(walkOptions(configSchema))) {
    for (const pair of isPair(node) ? pairs : ['']) {
      if (node.path.at(-1) === 'name') continue
      const variable = variableName(node, pair)
      const about = isPair(node) ? { node, pair } : { node }
      for (const form of node.about?.secret ? SECRET_FORMS : ([''] as const)) known.set(form === '' ? variable : `${variable}_${form.toUpperCase()}`, { ...about, form })
    }
  }
  return known
}
