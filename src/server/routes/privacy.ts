import { z } from 'zod'
import { tarFolder } from '../../backup/tar-folder.ts'
import { LANGUAGES } from '../../gate/catalogue.ts'
import { spoolOf } from '../../platform/spool.ts'
import { isNaming } from '../../privacy/naming.ts'
import { isOf, personOf, type Person } from '../../privacy/person.ts'
import { isTraceless, proofText } from '../../privacy/proof.ts'
import { PEOPLE_MARK, registerCsv, registerMarkdown } from '../../privacy/register.ts'
import { beginJob } from '../begin-job.ts'
import { Plans } from '../plans.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import type { SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'
import { erasurePlanShown } from './privacy-shapes.ts'
import { began, side } from './shapes.ts'

const register = z
  .object({
    at: z.string(),
    facts: z.object({ company: z.string().optional(), contact: z.string().optional(), places: z.object({ left: z.string(), right: z.string() }).optional(), authority: z.string().optional(), since: z.string().optional() }),
    months: z.array(z.object({ month: z.string(), pair: z.string(), from: side, to: side, messages: z.int(), bytes: z.int(), changes: z.int() })),
    people: z.object({ year: z.int(), left: z.int(), right: z.int() }).optional().meta({ description: 'Distinct people whose data went to each side this year; absent where they are not counted' }),
    mark: z.int().meta({ description: 'The number of people from where on a contract or a certification is needed' }),
    findings: z.array(z.object({ code: z.enum(['PLACES_MISSING', 'AUTHORITY_MISSING', 'PEOPLE_NEAR', 'PEOPLE_REACHED', 'PEOPLE_MILLION']), count: z.int().optional() })),
  })
  .meta({ id: 'Register' })

const about = { person: z.string().min(3).max(2000).meta({ description: 'The address of the person, or several with commas between them' }), mentions: z.boolean().default(false).meta({ description: 'Also messages of others that only name them' }) }

/** What is owed to the people whose mail this is. */
export function privacyRoutes(router: Router, options: SafetyOptions): void {
  const { app, jobs } = options
  const plans = new Plans<{ readonly person: Person; readonly mentions: boolean }>(jobs, 'erasure-plan')

  router.get('/privacy/register', { schema: { summary: 'What crosses between the two places, and how many people it concerns', tags: ['privacy'], response: { 200: register } }, config: { needs: 'read' } }, async () => {
    const { at, facts, rows, people, findings } = await app().privacy().register()
    return {
      ...{ at, mark: PEOPLE_MARK, facts: { ...facts } },
      months: rows.map(({ month, pair, from, to, messages, bytes, changes }) => ({ month, pair, from, to, messages, bytes, changes })),
      ...(people === undefined ? {} : { people: { year: people.year, ...people.to } }),
      findings: findings.map(({ code, count }) => ({ code, ...(count === undefined ? {} : { count }) })),
    }
  })

  router.get('/privacy/register/file', { schema: { summary: 'The same for the file of the company', tags: ['privacy'], querystring: z.strictObject({ format: z.enum(['csv', 'md']).default('csv') }), produces: ['text/csv', 'text/markdown'] }, config: { needs: 'read' } }, async ({ query: { format } }, reply) => {
    const made = await app().privacy().register()
    const text = format === 'csv' ? registerCsv(made) : registerMarkdown(made)
    return reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'text/markdown; charset=utf-8').header('content-disposition', `attachment; filename="tongbu-register-${made.at.slice(0, 10)}.${format}"`).send(text)
  })

  router.get('/privacy/notice', { schema: { summary: 'A draft of a notice for employees', tags: ['privacy'], querystring: z.strictObject({ language: z.enum(LANGUAGES) }), response: { 200: z.object({ text: z.string(), missing: z.array(z.string()).meta({ description: 'Options of the configuration that would fill its gaps' }) }) } }, config: { needs: 'read' } }, async ({ query: { language } }) => {
    const { text, missing } = app().privacy().notice(language)
    return { text, missing: [...missing] }
  })

  router.post('/privacy/exports', { schema: { summary: 'All that is held about one person, as an archive that the job keeps', tags: ['privacy'], body: z.strictObject(about), response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const person = personIn(request.body.person)
    const { mentions } = request.body
    const by = whoAsks(request)
    const job = beginJob(options, 'person-export', { by, wish: request.body }, async ({ signal, tell, keep }) => {
      const out = spoolOf()
      const folder = tarFolder((bytes) => out.write(bytes))
      const made = await app().privacy().exportPerson({ person, mentions, to: folder, by }, { signal, onProgress: ({ done }) => tell({ phase: 'searching', done }) })
      await folder.finish()
      keep({ name: `tongbu-${made.id}.tar`, type: 'application/x-tar', content: await out.end() })
      return { ...made }
    })
    return reply.code(202).send(job)
  })

  router.post('/privacy/erasures/plan', { schema: { summary: 'Find out what there is of a person; nothing is erased', tags: ['privacy'], body: z.strictObject(about), response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const person = personIn(request.body.person)
    const { mentions } = request.body
    const job = beginJob(options, 'erasure-plan', { by: whoAsks(request), wish: request.body }, async ({ signal, tell }) => {
      const plan = await app().privacy().planErasure({ person, mentions }, { signal, onProgress: ({ done }) => tell({ phase: 'searching', done }) })
      return erasurePlanShown(plan, ownPairs(options, person))
    })
    plans.keep(job.job, { person, mentions })
    return reply.code(202).send(job)
  })

  const wish = z.strictObject({
    plan: z.string().meta({ description: 'The job that found out what there is' }),
    because: z.string().trim().min(1).max(500).meta({ description: 'Why, without the address: it stays in the audit and in the proof' }),
    evenIfPresent: z.boolean().default(false).meta({ description: 'Although messages are still in a mailbox, from where the next run reads them again' }),
    unattributed: z.boolean().default(false).meta({ description: 'Also rows of messages that are gone, of which nobody can tell whose they were' }),
    language: z.enum(LANGUAGES).default('en').meta({ description: 'Of the proof for people' }),
  })
  router.post('/privacy/erasures', { schema: { summary: 'Erase the person that a plan is about, and prove it', tags: ['privacy'], body: wish, response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { plan, because, evenIfPresent, unattributed, language } = request.body
    const { person, mentions } = plans.take(plan, ({ by }) => by === whoAsks(request))
    const by = whoAsks(request)
    const job = beginJob(options, 'erase', { by, wish: { plan, evenIfPresent, unattributed } }, async ({ signal, tell }) => {
      const erased = await app().privacy().erase({ person, mentions, by, because, evenIfPresent, unattributed }, async () => {}, { signal, onProgress: ({ done }) => tell({ phase: 'erasing', done }) })
      if (erased.outcome === 'still-present') return { outcome: erased.outcome, plan: erasurePlanShown(erased.plan, ownPairs(options, person)) }
      const names = (text: string): boolean => isNaming(person, text)
      plans.forget(plan)
      router.forgetAnswers(names)
      await jobs.forgetNaming(names)
      const { proof, salt } = erased
      const { id, endedAt, left } = proof
      const inAll = Object.fromEntries(Object.entries(proof.erased).map(([place, counts]) => [place, { ...counts }]))
      return { outcome: erased.outcome, proof: { id, endedAt, erased: inAll, held: left.held, isTraceless: isTraceless(proof.check), file: `${JSON.stringify(proof, undefined, 2)}\n`, text: proofText(proof, language), salt } }
    })
    return reply.code(202).send(job)
  })
}

/** @throws {ApiError} `BAD_REQUEST` */
function personIn(text: string): Person {
  const person = personOf(text)
  if (person === undefined) throw new ApiError('BAD_REQUEST', undefined, [{ at: 'person', message: 'is no address, as wong@supplier.example is one' }])
  return person
}

/** Whoever owns a mailbox is in all of its mail: the pair is given up first. */
const ownPairs = ({ app }: SafetyOptions, person: Person): readonly string[] => app().privacy().owners().filter(({ addresses }) => addresses.some((address) => isOf(person, address))).map(({ pair }) => pair)
