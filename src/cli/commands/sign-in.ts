import type { SignInStanding } from '../../app.ts'
import { ensureKey } from '../../config/secrets-key.ts'
import { pairOf } from '../../config/pair-of.ts'
import { UsageError, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printResult, remark } from '../print.ts'
import { counted } from '../render.ts'
import { keyPlace, pairsMeant, readConfig, withApp } from '../with-app.ts'

/** Lets a person sign in to the Outlook side of a pair, by a code that they type in on any device. */
export const signIn: Command = {
  name: 'sign-in',
  summary: 'let a person sign in to the Outlook mailbox of a pair',
  description:
    'For a pair with `signIn: person`. Shows a code and an address of Microsoft where the person types it in, on any device, and waits until they have. Tongbu never sees their password. What is left of it is kept in the database, sealed with the key of this installation, and renewed by itself.',
  argument: { name: 'pair', help: 'the pair, where there is more than one' },
  options: [
    { flags: '--status', help: 'only say whether somebody has signed in, and since when; ask nobody' },
    { flags: '--out', help: 'forget the sign-in here; nothing is read or written in its name any more' },
  ],
  examples: [
    ['tongbu sign-in anna', 'Anna, or whoever sits beside her, types the code in'],
    ['tongbu sign-in anna --status', 'is it still good?'],
  ],
  async run(invocation) {
    const { given, signal } = invocation
    if (given['status'] === true && given['out'] === true) throw new UsageError('--status and --out do not go together.')
    const config = readConfig(invocation)
    const pair = pairOf(config, onePair(invocation, pairsMeant(invocation, config)))
    if (given['status'] !== true && given['out'] !== true && pair.outlook.signIn === 'person') await tellNewKey(invocation)
    return withApp(invocation, config, async (app) => {
      const signIns = app.signIns()
      if (given['out'] === true) {
        await signIns.signOut(pair.name)
        printResult(invocation, { pair: pair.name, state: 'none' }, () => `The sign-in of ${pair.name} is forgotten here. To end it at Microsoft too: myaccount.microsoft.com → Sign out everywhere, or an administrator: Users → the person → Revoke sessions.`)
        return EXIT.ok
      }
      if (given['status'] === true) {
        const standing = await signIns.standing(pair.name)
        printResult(invocation, { pair: pair.name, ...standing }, () => standingLine(pair.name, standing))
        return standing.state === 'good' ? EXIT.ok : EXIT.signIn
      }
      const begun = await signIns.beginByDevice(pair.name, signal)
      const minutes = Math.round((begun.expiresAt - invocation.surroundings.clock.now()) / 60_000)
      const words = `Open ${begun.verificationUrl} in a browser, on any device, and type in the code\n\n    ${begun.userCode}\n\nthen sign in as ${pair.outlook.address}. The code is good for ${counted(minutes, 'minute')}; waiting …`
      if (given['json'] === true) remark(invocation, words)
      else print(invocation, words)
      const { account, isOther } = await signIns.completeByDevice(pair.name, begun, signal)
      printResult(invocation, { pair: pair.name, state: 'good', ...(account === undefined ? {} : { account }) }, () => `Signed in${account === undefined ? '' : ` as ${account}`}. Next: tongbu doctor ${pair.name}`)
      if (isOther) remark(invocation, `That is not the address of the mailbox, ${pair.outlook.address}. It is right where this account has full access to it, or is another name of it; \`tongbu doctor ${pair.name}\` shows whether it opens.`)
      return EXIT.ok
    })
  },
}

function onePair(_: Invocation, names: readonly string[]): string {
  const [name, ...others] = names
  if (name === undefined || others.length > 0) throw new UsageError(`Say which pair is meant: ${names.join(', ')}.`)
  return name
}

async function tellNewKey(invocation: Invocation): Promise<void> {
  const place = keyPlace(invocation)
  if ((await ensureKey(place)).isNew) remark(invocation, `A new key was made: ${place.file}. Keep a copy of it apart from the configuration and the database.`)
}

function standingLine(pair: string, standing: SignInStanding): string {
  switch (standing.state) {
    case 'none':
      return `Nobody has signed in for ${pair}. Next: tongbu sign-in ${pair}`
    case 'good':
      return `Signed in since ${standing.signedInAt}, renewed ${standing.renewedAt}.`
    case 'refused':
      return `Signed in ${standing.signedInAt}; refused since ${standing.refusedAt} (${standing.problem}). Next: tongbu sign-in ${pair}`
  }
}
