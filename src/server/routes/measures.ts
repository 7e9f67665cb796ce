import { z } from 'zod'
import type { PreflightReport } from '../../app.ts'
import { digestOfWords, isQuestion, LANGUAGES, wordsOf, type Language } from '../../gate/catalogue.ts'
import { JUDGEMENTS } from '../../gate/judge-fact.ts'
import { MEASURES, POINTS, type PointId } from '../../gate/points.ts'
import { sayCheck } from '../../words/checks.ts'
import { signalOf } from '../caller-gone.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import { ApiError, type Refused } from '../problem.ts'
import type { Router } from '../router.ts'
import type { SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'

const POINT_IDS = POINTS.map(({ id }) => id) as [PointId, ...PointId[]]
const inLanguage = { language: z.enum(LANGUAGES).default('en').meta({ description: 'Of the words of questions' }) }

const question = z.object({ asks: z.string(), where: z.string(), shown: z.string().meta({ description: 'Names these words; to be sent back with the answer' }) })

const point = z.object({
  id: z.enum(POINT_IDS),
  isMet: z.boolean(),
  outcome: z.enum(['ok', 'warning', 'failed', 'unknown']),
  code: z.enum(JUDGEMENTS).meta({ description: 'What was found, as one word' }),
  values: z.record(z.string(), z.union([z.string(), z.number()])).meta({ description: 'What belongs into the words of it' }),
  detail: z.string().meta({ description: 'The same in English' }),
  next: z.string().optional(),
  from: z.enum(['machine', 'answer', 'nothing']),
  by: z.string().optional(),
  at: z.string().optional(),
  question: question.optional().meta({ description: 'There where a person can say it' }),
})

const measure = z.object({
  measure: z.enum(MEASURES),
  state: z.enum(['met', 'waived', 'open']),
  points: z.array(point),
  waiver: z.object({ by: z.string(), because: z.string(), at: z.string(), covers: z.array(z.string()) }).optional(),
})

const report = z
  .object({
    pair: z.string(),
    isEnforced: z.boolean().meta({ description: 'Runs ask for it; not where both clouds are simulated' }),
    isOpen: z.boolean().meta({ description: 'Runs may write' }),
    openedAt: z.string().optional(),
    isClockBehind: z.boolean(),
    measures: z.array(measure),
    narrowing: z.array(z.string()).meta({ description: 'PowerShell that leaves the app no more than it needs' }),
    remarks: z.array(z.object({ on: z.enum(['left', 'right']).optional(), outcome: z.string(), text: z.string(), code: z.string().optional().meta({ description: 'The error with which it failed' }) })).meta({ description: 'What else a person should know before a first sync, after a look' }),
  })
  .meta({ id: 'Measures' })

const answersGiven = z.strictObject({
  ...inLanguage,
  answers: z
    .array(z.strictObject({ pair: z.string(), point: z.enum(POINT_IDS), value: z.enum(['yes', 'no']), shown: z.string() }))
    .min(1)
    .max(10_000),
})

const because = z.string().trim().min(1).max(500).meta({ description: 'Kept in the audit and on every report' })

/** The five safety measures of each pair: how they stand, what people say to them, and what they waive. */
export function measureRoutes(router: Router, options: SafetyOptions): void {
  const { app } = options
  const shownOf = (pair: string, language: Language) => app().preflight().standing(pair).then((standing) => shown(standing, language))

  router.get('/measures', { schema: { summary: 'How the safety measures of all pairs stand, from memory', tags: ['measures'], querystring: z.strictObject({ ...inLanguage, limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() }), response: { 200: z.object({ pairs: z.array(report), next: z.string().optional() }) } }, config: { needs: 'read' } }, async ({ query: { language, limit, cursor } }) => {
    const names = app().pairs().map(({ name }) => name).sort()
    const page = names.filter((name) => cursor === undefined || name > cursor).slice(0, limit)
    const last = page.at(-1)
    const isMore = last !== undefined && last !== names.at(-1)
    return { pairs: await Promise.all(page.map((name) => shownOf(name, language))), ...(isMore ? { next: last } : {}) }
  })

  router.get('/pairs/:pair/measures', { schema: { summary: 'How the safety measures of a pair stand, from memory', tags: ['measures'], params: pairParams, querystring: z.strictObject(inLanguage), response: { 200: report } }, config: { needs: 'read' } }, async ({ params, query }) => shownOf(knownPair(app(), params.pair).name, query.language))

  router.post('/pairs/:pair/measures/look', { schema: { summary: 'Ask both clouds, and open the gate where all measures hold', tags: ['measures'], params: pairParams, querystring: z.strictObject(inLanguage), response: { 200: report } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { name } = knownPair(app(), request.params.pair)
    return shown(await app().preflight().look(name, signalOf(reply)), request.query.language)
  })

  router.post('/measures/answers', { schema: { summary: 'Answer questions, of one pair or of many at once', description: 'The name of who is signed in, the time and the words that were shown are kept in the audit.', tags: ['measures'], body: answersGiven, response: { 200: z.object({ answers: z.int(), pairs: z.array(report) }) } }, config: { needs: 'operate' } }, async (request) => {
    const { language, answers } = request.body
    const refused = answers.flatMap(({ pair, point: id, shown: words }, at): Refused[] => wrongWith(knownPair(app(), pair).left, id, words, language).map((message) => ({ at: `answers[${at}]`, message })))
    if (refused.length > 0) throw new ApiError('CHANGED_MEANWHILE', 'These are not the words of this version: nothing of it was taken.', refused)
    await app().preflight().answer(answers.flatMap(({ pair, point: id, value }) => (isQuestion(id) ? [{ pair, point: id, value, language }] : [])), whoAsks(request))
    const pairs = [...new Set(answers.map(({ pair }) => pair))]
    return { answers: answers.length, pairs: await Promise.all(pairs.map((pair) => shownOf(pair, language))) }
  })

  router.post('/pairs/:pair/measures/:measure/waiver', { schema: { summary: 'Waive in writing what is not met of a measure', tags: ['measures'], params: z.object({ pair: z.string(), measure: z.enum(MEASURES) }), querystring: z.strictObject(inLanguage), body: z.strictObject({ because }), response: { 200: z.object({ covers: z.array(z.string()), report }) } }, config: { needs: 'administer' } }, async (request) => {
    const { name } = knownPair(app(), request.params.pair)
    const covers = await app().preflight().waive(name, request.params.measure, whoAsks(request), request.body.because)
    return { covers: [...covers], report: await shownOf(name, request.query.language) }
  })

  router.post('/pairs/:pair/measures/withdrawal', { schema: { summary: 'Take back an answer, a waiver, or everything', tags: ['measures'], params: pairParams, querystring: z.strictObject(inLanguage), body: z.strictObject({ what: z.enum([...POINT_IDS, ...MEASURES, 'all']) }), response: { 200: z.object({ withdrawn: z.int(), report }) } }, config: { needs: 'administer' } }, async (request) => {
    const { name } = knownPair(app(), request.params.pair)
    const withdrawn = await app().preflight().withdraw(name, request.body.what, whoAsks(request))
    return { withdrawn, report: await shownOf(name, request.query.language) }
  })

  router.get('/pairs/:pair/recovery-steps', { schema: { summary: 'What to do when something went wrong, with the names of this installation, as Markdown', tags: ['measures'], params: pairParams, querystring: z.strictObject(inLanguage), response: { 200: z.object({ text: z.string() }) } }, config: { needs: 'operate' } }, async ({ params, query }) => ({
    text: app().preflight().recoverySteps(knownPair(app(), params.pair).name, query.language),
  }))
}

function wrongWith(left: PreflightReport['left'], id: PointId, words: string, language: Language): string[] {
  const asked = wordsOf(id, left, language)
  if (asked === undefined) return ['is nothing that a person is asked']
  return digestOfWords(asked) === words ? [] : ['its words have changed: read the question again']
}

function shown({ pair, left, isEnforced, isOpen, openedAt, isClockBehind, measures, narrowing, remarks }: PreflightReport, language: Language): z.input<typeof report> {
  return {
    ...{ pair, isEnforced, isOpen, isClockBehind, narrowing: [...narrowing] },
    ...(openedAt === undefined ? {} : { openedAt }),
    measures: measures.map(({ measure: name, state, points, waiver }) => ({
      ...{ measure: name, state, points: points.map((each) => pointShown(each, left, language)) },
      ...(waiver === undefined ? {} : { waiver: { by: waiver.by, because: waiver.because, at: waiver.at, covers: [...waiver.covers] } }),
    })),
    remarks: remarks.map((remark) => ({ outcome: remark.outcome, text: sayCheck(language, remark), ...(remark.code === undefined ? {} : { code: remark.code }), ...(remark.on === undefined ? {} : { on: remark.on }) })),
  }
}

function pointShown({ id, isMet, outcome, code, values = {}, detail, next, from, by, at, isAsked }: PreflightReport['measures'][number]['points'][number], left: PreflightReport['left'], language: Language): z.input<typeof point> {
  const words = isAsked ? wordsOf(id, left, language) : undefined
  return {
    ...{ id, isMet, outcome, code, values: { ...values }, detail, from },
    ...(next === undefined ? {} : { next }),
    ...(by === undefined ? {} : { by }),
    ...(at === undefined ? {} : { at }),
    ...(words === undefined ? {} : { question: { ...words, shown: digestOfWords(words) } }),
  }
}
