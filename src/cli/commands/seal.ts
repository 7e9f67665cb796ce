import { nearest } from '../../config/nearest.ts'
import { secretName, secretOptions } from '../../config/open-secrets.ts'
import { seal as sealText } from '../../config/sealed.ts'
import { ensureKey, findSecretsKey } from '../../config/secrets-key.ts'
import { UsageError, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult, remark } from '../print.ts'
import { keyPlace } from '../with-app.ts'

/** Seals one secret for the configuration; asks no cloud and opens no database. */
export const seal: Command = {
  name: 'seal',
  summary: 'seal a secret, so that the configuration can be shown, kept and copied without it',
  description:
    'Reads the secret from stdin (in a terminal it is not shown) and prints the line for the configuration. It opens only with the key of this installation and only for the option that is named. The key is in `tongbu.key` beside the configuration, and is made where there is none: keep a copy of it apart.',
  argument: { name: 'option', help: 'the option that the secret is for, such as pairs.anna.outlook.clientSecret, with the name of the pair' },
  options: [{ flags: '--dry-run', help: 'only say which line it would be and where the key is; read no secret, write nothing' }],
  examples: [
    ['tongbu seal pairs.anna.outlook.clientSecret', 'paste the secret, and copy the line that is printed'],
    ['tongbu seal pairs.anna.dingtalk.imap.password < secret.txt', 'the same from a file'],
  ],
  async run(invocation) {
    const { surroundings, given } = invocation
    const name = nameGiven(invocation)
    const option = `${name.split('.').at(-1)}Sealed`
    const place = keyPlace(invocation)
    if (given['dryRun'] === true) {
      const makesKey = findSecretsKey(place) === undefined
      printResult(invocation, { name, option, keyFile: place.file, makesKey }, () => `${option}: sealed:v1:…\nThe key is ${makesKey ? `not there yet and would be made: ${place.file}` : 'there'}. Nothing was read or written.`)
      return EXIT.ok
    }
    const secret = await surroundings.readSecret(`The secret for ${name} (it is not shown): `)
    if (secret === '') throw new UsageError('Nothing was given to be sealed: paste the secret, or pipe it in.')
    const { key, isNew } = await ensureKey(place)
    const sealed = sealText(key, name, secret)
    if (isNew) remark(invocation, `A new key was made: ${place.file}. Keep a copy of it apart from the configuration.`)
    printResult(invocation, { name, option, sealed, keyFile: place.file, madeKey: isNew }, () => `${option}: ${sealed}`)
    return EXIT.ok
  },
}

const PAIR = '<pair>'

/** @throws {UsageError} when no secret option is meant */
function nameGiven({ argument }: Invocation): string {
  const names = secretOptions().map((node) => secretName(node, PAIR))
  const name = argument?.trim().replace(/Sealed$/, '') ?? ''
  const general = name.replace(/^pairs\.[a-z0-9][a-z0-9-]{0,31}\./, `pairs.${PAIR}.`)
  if (names.includes(general)) return name
  const meant = nearest(general, names)
  throw new UsageError(`${name === '' ? 'Say which option the secret is for' : 'That is no option that holds a secret'}${meant === undefined ? '' : `; did you mean ${meant}?`} It is one of ${names.join(', ')}.`)
}
