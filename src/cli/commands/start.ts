import { fileURLToPath } from 'node:url'
import { databaseWithout } from '../../config/database-without.ts'
import { serveWithout } from '../../config/load-config.ts'
import { keyPlaceOf, setupFileOf } from '../../config/secrets-key.ts'
import { linkUrl } from '../../accounts/links.ts'
import { cannotListen } from '../cannot-listen.ts'
import { CommandError, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { setupOf } from '../setup-of.ts'
import { accountsPlatform } from '../with-accounts.ts'
import { configFile, readConfig } from '../with-app.ts'

const TONGBU = fileURLToPath(new URL('../../..', import.meta.url))
const DASHBOARD = fileURLToPath(new URL('../../../dist/dashboard', import.meta.url))

/** The service with its dashboard, also before anything is configured. */
export const start: Command = {
  name: 'start',
  summary: 'the service with its dashboard; set-up, too, where nothing is configured yet',
  description: 'Does what `tongbu serve` does and shows it in a browser, on this machine alone unless `serve.host` or TONGBU_SERVE_HOST says otherwise. Without a configuration it offers to try Tongbu on two simulated clouds, or to connect your accounts step by step.',
  options: [
    { flags: '--port <number>', help: 'port of the dashboard (default: `serve.port`)' },
    { flags: '--try', help: 'two simulated clouds and no configuration: nothing of yours is touched' },
  ],
  examples: [['tongbu start --try', 'a look at two simulated mailboxes'], ['npm start', 'in a fresh clone'], ['tongbu start --config my.yaml', 'with a configuration of yours']],
  async run(invocation) {
    const { surroundings, signal, given } = invocation
    const isTrial = given['try'] === true
    const { path } = configFile(invocation)
    if (surroundings.readFile(`${DASHBOARD}/index.html`) === undefined) throw new CommandError('The dashboard is not built.', { code: 'NOT_BUILT', exitCode: EXIT.configuration, next: `npm run build in ${TONGBU}, or tongbu serve, which has no dashboard.` })
    const config = !isTrial && isConfigured(invocation, path) ? readConfig(invocation) : undefined
    const setup = await setupOf(invocation)
    const { createTelemetry } = await import('../../platform/create-telemetry.ts')
    const { keepDelays } = await import('../../platform/keep-delays.ts')
    const { pageOptions } = await import('../../host/page-options.ts')
    const { createHost } = await import('../../host/host.ts')
    const { createTryIt } = await import('../../host/try-it.ts')
    const { createJobs } = await import('../../host/jobs.ts')
    const { createDoor } = await import('../../host/open-door.ts')
    const { openFront } = await import('../../server/front.ts')
    const { addFace } = await import('../../server/face.ts')
    const { agreedBy } = await import('../../server/safety-options.ts')
    const { accountsOver, oidcNow } = await import('../../accounts-app.ts')
    const { clock, newId, http } = surroundings
    const { telemetry, delays } = keepDelays(createTelemetry({ level: () => host.config()?.log.level ?? 'warn', write: (line) => surroundings.stderr.write(line), now: clock.now }))
    const onFailure = (error: unknown): void => surroundings.stderr.write(`${String(error)}\n`)
    const jobs = createJobs({ clock, newId, onFailure })
    signal.addEventListener('abort', () => void jobs.close(), { once: true })
    const host = createHost({ config, jobs, platform: { clock, newId, http, telemetry, keyPlace: keyPlaceOf(path, surroundings.environment), setupFile: setupFileOf(path) }, home: isTrial ? 'sqlite::memory:' : (config?.database ?? databaseWithout(path, surroundings.environment)) })
    const door = createDoor()
    const listening: { url?: string } = {}
    const openClouds = async () => (await import('../try-it/open-clouds.ts')).openTrialClouds(surroundings, onThisMachine(listening.url ?? ''))
    const tryIt = createTryIt({ host, clock, openClouds })
    const peoplePlatform = { ...accountsPlatform(invocation), http, config: () => host.config()?.accounts }
    const [accounts, oidc] = [accountsOver(() => host.people(), peoplePlatform), oidcNow(peoplePlatform)]
    const place = { ...(config?.serve ?? serveWithout(surroundings.environment)), ...(given['port'] === undefined ? {} : { port: Number(given['port']) }) }
    const agreed = agreedBy(accounts.secondPersons, () => host.config()?.safety.secondPerson === 'on')
    const safety = { app: () => host.app(), version: surroundings.versions['tongbu'] ?? '', now: clock.now, agreed }
    const pages = pageOptions({ host, clock, versions: surroundings.versions, delays })
    const face: NonNullable<Parameters<typeof openFront>[0]['face']> = (server) => addFace(server, { ...pages, dashboard: DASHBOARD, onFailure, accounts, oidc, tryIt, setup: () => setup, become: (next) => host.become(next), jobs, safety })
    const front = await openFront({ host: place.host, port: place.port, clock, telemetry, readiness: door.readiness, takeNotifications: door.takeNotifications, face }).catch(cannotListen('start'))
    listening.url = front.url
    try {
      if (isTrial) await tryIt.begin()
      const isNew = !isTrial && config === undefined
      const first = isTrial ? undefined : await accounts.firstLink({ name: surroundings.userName })
      const found = isNew ? `There is no configuration ${path} yet: the set-up makes it.\n` : ''
      const letsIn = first === undefined ? '' : `Nobody can sign in yet. This address lets the first administrator in, once, within a day:\n${linkUrl(front.url, first.secret)}\n`
      print(invocation, `${found}${letsIn}Open ${front.url}${isTrial ? '/try-it' : ''} in a browser. Ctrl-C ends it.`)
      await host.run(signal, { url: front.url, attach: door.attach })
    } finally {
      // Whoever follows a job would keep the way in open.
      await jobs.close()
      await front.close()
    }
    return EXIT.ok
  },
}

/** Where the simulated clouds reach us, wherever else we listen. */
const onThisMachine = (url: string): string => `http://127.0.0.1:${new URL(url).port}`

/** Whether there is a file, or pairs that the environment names. */
function isConfigured({ surroundings }: Invocation, path: string): boolean {
  return surroundings.readFile(path) !== undefined || Object.keys(surroundings.environment).some((name) => name.startsWith('TONGBU_PAIR'))
}
