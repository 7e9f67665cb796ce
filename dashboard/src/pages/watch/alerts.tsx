import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { Alert } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useCodeWords } from '../../parts/problem-text.tsx'
import { Quiet, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'

const LOOK_MS = 15_000

/** What lasts, and what was over within two days. */
export function Alerts() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['watch', 'alerts'], queryFn: () => dataOf(api.GET('/api/v1/watch/alerts')), refetchInterval: LOOK_MS })
  return (
    <Card title={t('watch.alerts.title')} note={t('watch.alerts.note')} isFlush>
      <Loaded query={query}>
        {({ alerts }) => (
          <DataTable<Alert>
            label={t('watch.alerts.title')}
            rows={alerts.toSorted((a, b) => b.raisedAt.localeCompare(a.raisedAt))}
            keyOf={({ key }) => key}
            empty={
              <Empty icon="good" title={t('watch.alerts.none')}>
                {t('watch.alerts.noneMeans')}
              </Empty>
            }
            columns={[
              { title: t('watch.alerts.what'), cell: (alert) => <Said alert={alert} /> },
              { title: t('watch.pair'), cell: ({ pair }) => (pair === undefined ? '–' : <Link href={`/pairs/${encodeURIComponent(pair)}`}>{pair}</Link>) },
              { title: t('watch.alerts.since'), cell: ({ raisedAt }) => <Time at={raisedAt} /> },
              { title: t('watch.alerts.state'), cell: (alert) => <StateOf alert={alert} /> },
              { title: t('watch.alerts.toldTo'), cell: ({ told }) => (told.length === 0 ? t('watch.alerts.nobody') : t('watch.alerts.channels', { count: told.length })) },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}

/** Where somebody sees to it. */
const PLACES: Partial<Record<Alert['kind'], string>> = { hold: '/decisions', 'set-aside': '/decisions/aside', 'sign-in': '/connections', backup: '/backups' }

function Said({ alert: { kind, data, pair = '' } }: { readonly alert: Alert }) {
  const { t } = useTranslation()
  const words = useCodeWords()
  const { leftOf } = useKnownPairs()
  const code = data['code']
  const place = PLACES[kind]
  const count = Number(data['hours'] ?? data['minutes'] ?? data['count'] ?? 0)
  const said = t(`watch.said.${kind}`, { ...data, count, from: t(`parts.cloud.${data['side'] === 'left' ? leftOf(pair) : 'outlook'}`) })
  return (
    <Stack isTight>
      <span>{place === undefined ? said : <Link href={place}>{said}</Link>}</span>
      {typeof code === 'string' && <Quiet>{words(code, { what: code }).what}</Quiet>}
    </Stack>
  )
}

/** What is told once neither lasts nor ends. */
function StateOf({ alert: { kind, resolvedAt } }: { readonly alert: Alert }) {
  const { t } = useTranslation()
  if (kind === 'wrong-side') return <Badge tone="note">{t('watch.alerts.once')}</Badge>
  return resolvedAt === undefined ? <Badge tone="wait">{t('watch.alerts.lasts')}</Badge> : <Badge tone="good">{t('watch.alerts.over')}</Badge>
}
