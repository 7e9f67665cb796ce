import type { Names } from './names.ts'

/**
 * What to do when something went wrong, for whoever is there at night, as Markdown with the names of this installation filled in. Holds
 * addresses and no secret.
 */
export function recoverySteps(names: Names): string {
  const { pair, left, right, database } = names
  return `# Recovery steps for "${pair}"

| | |
|---|---|
| Left mailbox | ${left.address} (${left.kind === 'dingtalk' ? 'DingTalk' : 'IMAP'}, ${left.server}) |
| Right mailbox | ${right.address} (Outlook, tenant ${right.tenant}, app ${right.clientId}) |
| Database of Tongbu | ${database} |

Keep this page where it can be found when the machine that Tongbu runs on is gone, beside the key of the backup.

## Something is wrong now: stop first

1. \`tongbu pause ${pair}\` stops this pair, \`tongbu stop --all\` everything. What is under way is finished; nothing is lost.
2. \`tongbu status ${pair}\` says how it stands. \`tongbu runs ${pair}\` lists what was done, the newest first.
3. If the machine does not answer: sign in to the Microsoft Entra admin center, App registrations, ${right.clientId}, and remove its client secret; at ${left.server} take back the client-specific password of ${left.address}. Tongbu can then reach neither mailbox.

## A run did something that it should not have

1. \`tongbu undo RUN --pair ${pair} --dry-run\` shows what would be put back, \`tongbu undo RUN --pair ${pair}\` does it.
2. \`tongbu audit search --pair ${pair} --run RUN\` says why each thing was done.
3. \`tongbu resume ${pair}\`, then \`tongbu sync ${pair}\` carries it to the other side.

## Mail is missing

1. Look into the trash of both mailboxes first: Tongbu never deletes for good what people wrote.
2. \`tongbu audit search --pair ${pair} --kind trash\` says what went to trash, when and why.
3. What is in neither trash is in the backup: restore it from the last point before it was lost. An administrator of ${right.tenant} can also look into Recoverable Items of ${right.address}.

## The machine is gone

1. Install Tongbu on another one, with its configuration from your papers (the secrets anew: a client secret for app ${right.clientId}, a client-specific password for ${left.address}).
2. Restore the database (${database}) from its backup, or begin with an empty one: copies carry their origin, so a run over two mailboxes in step writes nothing.
3. \`tongbu doctor ${pair}\`, \`tongbu preflight ${pair}\`, \`tongbu plan ${pair}\`; when the plan is as expected, \`tongbu serve\`.

## Afterwards

\`tongbu verify ${pair}\` compares both mailboxes; \`tongbu audit verify\` proves that the record of what was done is whole.
`
}
