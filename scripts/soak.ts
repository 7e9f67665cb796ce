import { parseArgs } from 'node:util'
import { runSoak } from './soak/run-soak.ts'

const USAGE = `npm run soak -- [--minutes 5] [--seed N] [--mail 300] [--latency realistic|none]

Runs the real service over both simulated clouds for so long, while people edit both mailboxes and new mail comes, and the
clouds throttle, lose connections, let tokens and delta links expire and keep changes to themselves, and the service is killed.
Every few minutes all is left in peace until both sides are equal. Ends with exit code 0 only when they are at the end too,
by \`tongbu verify\` and seen from inside the clouds, when nothing is there twice, nothing was sent and a further run writes nothing.

  --minutes N   how long there is trouble; checks come on top
  --seed N      of everything that is left to chance; a failure names it
  --mail N      mails of the corpus in the mailboxes at the beginning; more of them come by and by
  --latency     how long the clouds take (default realistic: an answer 0.15 to 0.4 s)`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    mail: { type: 'string', default: '300' },
    latency: { type: 'string', default: 'realistic' },
    help: { type: 'boolean', default: false },
  },
})
const [minutes, seed, mail] = [values.minutes, values.seed, values.mail].map(Number)
const { latency } = values

if (values.help || !(minutes && minutes > 0) || !Number.isInteger(seed) || !(mail && mail > 0) || (latency !== 'realistic' && latency !== 'none')) {
  console.log(USAGE)
  process.exitCode = values.help ? 0 : 64
} else process.exitCode = (await runSoak({ minutes, seed: seed ?? 0, mail, latency, say: (line) => console.log(line), progress: showProgress })) ? 0 : 1

/** One line that is written over; where nobody sees that, one every half minute. */
function showProgress(line: string, isRare: boolean): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`)
  else if (isRare) console.error(line)
}
