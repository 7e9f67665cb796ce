import type { Setup } from '../../setup-app.ts'
import { askedBy, type Invocation } from '../command.ts'
import { remark } from '../print.ts'

/** Shows the key of a backup that was made, and asks whether a copy of it is kept. Where nobody is at a terminal only its file is named: what is said there may be kept. */
export async function keepKey(invocation: Invocation, setup: Setup, isAsked: boolean): Promise<void> {
  const key = await setup.backupKey()
  if (key === undefined) return
  const { ask } = invocation.surroundings
  const isSeen = isAsked && (await ask('\nThe backup is sealed with a key that you have to keep elsewhere. Press Enter to see it: ')) !== undefined
  if (!isSeen) {
    remark(invocation, `The backup is sealed with the key in ${key.keyFile}. KEEP A COPY OF IT ELSEWHERE: without it nobody, we included, can read the backup. \`tongbu init\` shows it in a terminal, and the set-up in the browser, until somebody says that it is kept.`)
    return
  }
  remark(
    invocation,
    [
      '',
      `    ${key.secret}`,
      '',
      `The backup in ${key.folder} is sealed with it. If this machine is lost, this key is the only way to read the backup: nobody, we included, can make another that does.`,
      `Keep it on paper in a locked place, or in a password manager; not on this machine, and not beside the backup. It is in ${key.keyFile}, too.`,
    ].join('\n'),
  )
  const answer = await ask('Is a copy kept elsewhere? (yes, no) [no]: ')
  if (answer === undefined || !/^y/i.test(answer.trim())) {
    remark(invocation, 'It is shown again by `tongbu init`, and by the set-up in the browser, until somebody says so.')
    return
  }
  await setup.keptBackupKey(askedBy(invocation))
  remark(invocation, 'That is noted in the audit, without the key. For the safety measures show it once: tongbu backup key --prove with the last 12 characters of the copy.')
}
