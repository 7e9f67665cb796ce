import { ERROR_CODES } from '../src/domain/error-codes.ts'
import { EXIT_BY_REMEDY } from '../src/cli/exit-codes.ts'

/** `docs/errors.md`: every code with its cause, its cure and the exit code of a command that ends with it. */
export function errorPage(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, { scope, remedy, cause, cure }]) => `| \`${code}\` | ${cause} | ${cure} | ${scope} | ${exitCode(remedy)} |`)
  return `# Errors

Every error has a code. *Stops* is how much of a run it stops: one message (item), one folder or mailbox (collection), one account, or the whole service. This page is made from \`src/domain/error-codes.ts\` by \`npm run generate\`.

| Code | What happened | What to do | Stops | Exit code |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Exit codes

| Exit code | Meaning |
| --- | --- |
| 0 | Done. Messages that were set aside are counted and listed, not an error. |
| 1 | \`verify\` and \`demo\`: the two mailboxes differ. |
| 3 | Something waits for a decision: \`tongbu plan\` shows what, \`sync --apply-hold\` or \`--discard-hold\` decides. |
| 64 | The command line was not understood. |
| 70 | A fault of Tongbu, or an answer that cannot be read. |
| 75 | The same command may succeed later. |
| 77 | A sign-in was refused or a permission is missing. |
| 78 | The configuration or the database is not usable as it is. |
| 130, 143 | Stopped by Ctrl-C or by the system. Nothing is lost. |
`
}

/** An error of one message never ends a command. */
const exitCode = (remedy: (typeof ERROR_CODES)[keyof typeof ERROR_CODES]['remedy']): string =>
  remedy === 'skip' || remedy === 'replan' || remedy === 'resync' ? '–' : String(EXIT_BY_REMEDY[remedy])
