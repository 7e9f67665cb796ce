import { configSchema } from './config.ts'
import { variableName } from './environment.ts'
import { scalars, walkOptions, type OptionNode } from './schema-walk.ts'

/** `docs/configuration.md`: every option as a table, and how file and environment meet. */
export function configPage(): string {
  const root = walkOptions(configSchema)
  const groups = groupsOf(root)
  return `${[INTRODUCTION, ...groups.map(([title, help, options]) => section(title, help, options))].join('\n\n')}\n`
}

const INTRODUCTION = `# Configuration

One YAML file, \`./tongbu.yaml\` unless \`--config FILE\` or the variable \`TONGBU_CONFIG\` names another. [\`config.example.yaml\`](../config.example.yaml) has every option with its default. This page is made from \`src/config/config.ts\` by \`npm run generate\`.

- Order: defaults, then the file, then the environment, which wins.
- The variable of an option of a pair has the name of the pair in it: for the pair \`anna\`, \`TONGBU_PAIR_ANNA_OUTLOOK_TENANT\`. A hyphen becomes an underscore. \`TONGBU_PAIRS=anna,ben\` names pairs that the file does not have.
- A **secret** may be in a file of its own: \`clientSecretFile: /run/secrets/anna\` in the file, or the variable with \`_FILE\` after its name. Or it is **sealed**: \`clientSecretSealed: sealed:v1:…\`, as \`tongbu seal pairs.anna.outlook.clientSecret\` prints it, or the variable with \`_SEALED\`. The key that opens it is in \`tongbu.key\` beside the configuration (for its owner alone), in the file that \`TONGBU_SECRETS_KEY_FILE\` names, or in \`TONGBU_SECRETS_KEY\`. A sealed value opens only for the option and pair that it was sealed for.
- Every problem is told at once, with the name of the option. A value is never repeated in a message.
- \`tongbu doctor\` tries what was configured, without writing.`

type Group = readonly [title: string, help: string, options: readonly OptionNode[]]

function groupsOf(node: OptionNode): Group[] {
  const own = node.children.filter((child) => child.kind === 'scalar')
  const below = node.children.filter((child) => child.kind !== 'scalar').flatMap(groupsOf)
  const title = node.path.join('.').replaceAll('.[]', '[]')
  if (node.kind === 'list') return below.map(([name, help, options], at) => [name, at === 0 ? `${node.about?.help ?? ''} ${help}`.trim() : help, options])
  return own.length === 0 ? below : [[title === '' ? 'Top level' : `\`${title}\``, [node.about?.help ?? '', node.optional ? 'May be left out.' : ''].join(' ').trim(), own], ...below]
}

function section(title: string, help: string, options: readonly OptionNode[]): string {
  const rows = options.map((node) => `| \`${node.path.at(-1)}\` | ${node.type} | ${standard(node)} | ${node.about?.help ?? ''}${node.about?.secret ? ' **Secret.**' : ''} | ${variable(node)} |`)
  return [`## ${title}`, ...(help === '' ? [] : [help]), ['| Option | Type | Default | What it is | Variable |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')].join('\n\n')
}

const standard = (node: OptionNode): string => (node.default !== undefined ? `\`${String(node.default)}\`` : node.optional ? '–' : '**required**')
const variable = (node: OptionNode): string => (node.path.at(-1) === 'name' ? '–' : `\`${variableName(node, '<PAIR>')}\``)

/** Exported so that a test can count them. */
export const allOptions = (): readonly OptionNode[] => scalars(walkOptions(configSchema))
