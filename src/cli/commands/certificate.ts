import { CommandError, textGiven, wholeGiven, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'

const STANDARD_FILE = './tongbu-app.pem'

/** Makes what an app proves itself with in place of a secret; asks no cloud. */
export const certificate: Command = {
  name: 'certificate',
  summary: 'make a certificate for the app registration at Microsoft, in place of a client secret',
  description:
    'Writes two files: one with the private key, for `clientCertificateFile`, which only you can read, and one with the certificate alone, which is uploaded to the app registration. The private key never leaves this machine.',
  options: [
    { flags: '--out <file>', help: 'where the private key goes; the certificate goes beside it, with .cer at its end', default: STANDARD_FILE },
    { flags: '--years <number>', help: 'how long it is good, 1 to 3 years', default: '2' },
    { flags: '--dry-run', help: 'only say which files it would be' },
  ],
  withoutConfig: true,
  examples: [
    ['tongbu certificate', 'makes tongbu-app.pem and tongbu-app.cer here'],
    ['tongbu certificate --out /etc/tongbu/app.pem --years 1', 'elsewhere, for a year'],
  ],
  async run(invocation) {
    const { given, surroundings } = invocation
    const keyFile = textGiven(given, 'out') ?? STANDARD_FILE
    const certificateFile = `${keyFile.replace(/\.pem$/i, '')}.cer`
    const years = wholeGiven(given, 'years', { least: 1, most: 3 }) ?? 2
    for (const file of [keyFile, certificateFile]) {
      if (surroundings.readFile(file) !== undefined) throw new CommandError(`There is a file ${file} already, and it is left as it is.`, { code: 'USAGE', next: 'name another with --out.', exitCode: EXIT.usage })
    }
    if (given['dryRun'] === true) {
      printResult(invocation, { keyFile, certificateFile, years }, () => `It would write ${keyFile} and ${certificateFile}, good for ${years} ${years === 1 ? 'year' : 'years'}.`)
      return EXIT.ok
    }
    const { makeCertificate } = await import('../../setup/microsoft/make-certificate.ts')
    const made = await makeCertificate({ now: surroundings.clock.now(), years })
    surroundings.writeFile(keyFile, made.pem)
    surroundings.writeFile(certificateFile, made.certificate)
    const { thumbprint } = made
    printResult(invocation, { keyFile, certificateFile, thumbprint, years }, () =>
      [
        `${certificateFile}: upload it. Microsoft Entra admin center → App registrations → the app → Certificates & secrets → Certificates.`,
        `  It then shows the thumbprint ${thumbprint}.`,
        `${keyFile}: keep it here, and name it in the configuration: clientCertificateFile: ${keyFile}`,
      ].join('\n'),
    )
    return EXIT.ok
  },
}
