import type { News } from '../../../src/service/service.ts'
import { startYearService, type YearService, type YearServiceOptions } from './year-service.ts'

const HOUR_MS = 3_600_000

/** The service, life after life, over one database. */
export class ServiceLives {
  readonly counts = { kills: 0, stops: 0 }
  readonly #options: Omit<YearServiceOptions, 'newId'>
  #life: YearService | undefined
  #ids = 0

  constructor(options: Omit<YearServiceOptions, 'newId'>) {
    this.#options = options
  }

  /** The one that runs. @throws {Error} before the first has begun */
  get life(): YearService {
    if (this.#life === undefined) throw new Error('The service has not been started.')
    return this.#life
  }

  async start(): Promise<void> {
    this.#life = await startYearService({ ...this.#options, newId: () => `i${String(++this.#ids).padStart(8, '0')}` })
  }

  /** Ends it in one of two ways, and after a while the next life begins. */
  async restart(): Promise<void> {
    const { clock, random } = this.#options
    const isKilled = random() < 0.5
    this.counts[isKilled ? 'kills' : 'stops']++
    await (isKilled ? this.life.kill() : this.life.stop())
    await clock.wait(random() * HOUR_MS)
    await this.start()
  }

  /** News that arrive while nobody listens are lost. */
  hear(id: string, news: News, clientState: string): void {
    this.#life?.hear(id, news, clientState)
  }
}
