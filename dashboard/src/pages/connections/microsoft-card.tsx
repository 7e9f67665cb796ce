import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { Badge } from '../../parts/badge.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useFormat } from '../../parts/format.ts'
import { useFoundWords } from '../../parts/found-words.ts'
import { Notice } from '../../parts/notice.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { useNow } from '../../parts/time.tsx'
import { Aside, Why } from '../setup/how-to.tsx'
import type { Way } from './answers.ts'
import { Consent } from './consent.tsx'
import { HeldBadge } from './held-badge.tsx'
import { LookedAt } from './looked-at.tsx'

const CONSOLES = { global: 'https://entra.microsoft.com', china: 'https://portal.azure.cn' } as const
const REASONS = ['read-mail', 'write-mail', 'import-mime', 'imap', 'check-rules', 'check-registration', 'check-defaults', 'stay-signed-in', 'know-who'] as const

const pageOf = ({ cloud, clientId }: Way<'microsoft'>, name: 'Credentials' | 'CallAnAPI'): string => `${CONSOLES[cloud]}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${name}/appId/${encodeURIComponent(clientId)}`

/** An app registration: how it proves itself, what it may do, and what it needs. */
export function MicrosoftCard({ way }: { readonly way: Way<'microsoft'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayConsent = useMay('administer')
  const { cloud, tenant, clientId, signIn, certificate, pairs, permissions, narrowing } = way
  return (
    <Card title={t('connections.microsoft.title')} note={<LookedAt at={way.lookedAt} />}>
      <Stack>
        <Facts
          of={[
            [t('connections.facts.how'), t(`connections.microsoft.how.${signIn}`)],
            [t('connections.facts.cloud'), t(`setup.microsoft.cloud.${cloud}`)],
            [t('connections.facts.tenant'), <CopyText key="tenant" text={tenant} label={t('connections.facts.tenant')} />],
            [t('connections.facts.clientId'), <CopyText key="client" text={clientId} label={t('connections.facts.clientId')} />],
            [t('connections.facts.since'), certificate === undefined ? undefined : format.day(certificate.from)],
            [t('connections.facts.expires'), certificate === undefined ? t(`connections.microsoft.expires.${signIn}`) : <Until key="until" certificate={certificate} />],
            [t('connections.facts.thumbprint'), certificate === undefined ? undefined : <CopyText key="print" text={certificate.thumbprint} label={t('connections.facts.thumbprint')} />],
            [t('connections.facts.pairs'), t('connections.pairCount', { count: pairs.length })],
          ]}
        />
        <Judged of={way} />
        <DataTable
          label={t('connections.permissions.title')}
          rows={permissions}
          keyOf={({ name }) => name}
          columns={[
            { title: t('connections.permissions.name'), cell: ({ name }) => <code>{name}</code> },
            { title: t('connections.permissions.why'), cell: ({ reason, need }) => <Reason reason={reason} isUseful={need === 'useful'} /> },
            { title: t('connections.permissions.state'), cell: (permission) => <HeldBadge of={permission} />, isNarrow: true },
          ]}
        />
        {narrowing.length > 0 && (
          <Aside title={t('connections.narrow.title')}>
            <Why>{t('connections.narrow.why')}</Why>
            <CopyText text={narrowing.join('\n')} label={t('connections.narrow.commands')} />
          </Aside>
        )}
        {mayConsent && (
          <Aside title={t('connections.consent.title')}>
            <Consent cloud={cloud} begin={() => dataOf(api.POST('/api/v1/connections/consent', { body: { way: way.id } }))} />
          </Aside>
        )}
        <Row>
          <ButtonLink icon="outside" href={pageOf(way, 'CallAnAPI')}>
            {t('connections.microsoft.permissions')}
          </ButtonLink>
          <ButtonLink icon="outside" href={pageOf(way, 'Credentials')}>
            {t('connections.microsoft.credentials')}
          </ButtonLink>
        </Row>
      </Stack>
    </Card>
  )
}

function Reason({ reason, isUseful }: { readonly reason: string; readonly isUseful: boolean }) {
  const { t } = useTranslation()
  const known = REASONS.find((each) => each === reason) ?? 'write-mail'
  const why = t(`setup.microsoft.reason.${known}`)
  return <>{isUseful ? t('connections.permissions.useful', { reason: why }) : why}</>
}

/** What the fourth safety measure says of the permissions; of a person's, only what is never used. */
function Judged({ of: { judged, tooMany } }: { readonly of: Way<'microsoft'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const found = useFoundWords()
  const tones = { ok: 'good', warning: 'wait', failed: 'bad', unknown: 'note' } as const
  const toMeasures = (
    <ButtonLink isSmall kind="quiet" icon="measures" href="/measures">
      {t('connections.permissions.toMeasures')}
    </ButtonLink>
  )
  if (judged !== undefined)
    return (
      <Notice tone={tones[judged.outcome]} title={found(judged)} actions={toMeasures} />
    )
  return tooMany.length === 0 ? null : <Notice tone="wait" title={t('measures.found.permission-many', { names: format.list(tooMany) })} />
}

const SOON_MS = 30 * 86_400_000

/** When a certificate ends, with a word where that is soon or over. */
function Until({ certificate: { until } }: { readonly certificate: NonNullable<Way<'microsoft'>['certificate']> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const left = Date.parse(until) - useNow()
  return (
    <Row>
      <span>{format.day(until)}</span>
      {left < SOON_MS && <Badge tone={left < 0 ? 'bad' : 'wait'}>{t(left < 0 ? 'connections.ended' : 'connections.endsSoon')}</Badge>}
    </Row>
  )
}
