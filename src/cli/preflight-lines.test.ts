import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PreflightReport } from '../app.ts'
import { judgeFact } from '../gate/judge-fact.ts'
import { preflightLines } from './preflight-lines.ts'

type Fact = Parameters<typeof judgeFact>[0]

const SUBJECT = { left: 'dingtalk', writesOutlook: true, importsMime: false } as Parameters<typeof judgeFact>[1]

const said = (fact: Fact, language: Parameters<typeof preflightLines>[1]): string => {
  const point = { id: fact.check, isMet: false, isAsked: false, from: 'machine', ...judgeFact(fact, SUBJECT, undefined) }
  const report = { pair: 'anna', left: 'dingtalk', isOpen: false, isEnforced: true, narrowing: [], measures: [{ measure: 'sign-in', state: 'open', points: [point] }] } as unknown as PreflightReport
  return preflightLines(report, language).join('\n')
}

test('names are listed, and one of several is asked for, as the language of the reader does', () => {
  const untold: Fact = { check: 'mfa-right', untold: 'permission', needs: ['AuditLog.Read.All', 'Policy.Read.All'] }
  assert.match(said(untold, 'en'), /permission AuditLog\.Read\.All or Policy\.Read\.All\./)
  for (const language of ['zh-Hant-HK', 'zh-Hans-CN'] as const) assert.match(said(untold, language), /AuditLog\.Read\.All 或 Policy\.Read\.All，/)
  const many: Fact = { check: 'permissions', permissions: ['Mail.Send', 'Calendars.Read', 'Mail.ReadWrite'] }
  assert.match(said(many, 'en'), /Calendars\.Read, Mail\.Send/)
  assert.match(said(many, 'zh-Hant-HK'), /Calendars\.Read、Mail\.Send/)
})
