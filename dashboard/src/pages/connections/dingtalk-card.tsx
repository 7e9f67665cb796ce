import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import type { Way } from './answers.ts'
import { HeldBadge } from './held-badge.tsx'
import { LookedAt } from './looked-at.tsx'

/** The app of the Alibaba Mail OpenAPI, and how far its secret reaches. */
export function DingtalkCard({ way: { appId, url, permissions, pairs, lookedAt } }: { readonly way: Way<'dingtalk'> }) {
  const { t } = useTranslation()
  return (
    <Card title={t('connections.dingtalk.title')} note={<LookedAt at={lookedAt} />}>
      <Stack>
        <Facts
          of={[
            [t('connections.facts.how'), t('connections.dingtalk.how')],
            [t('connections.facts.appId'), <CopyText key="app" text={appId} label={t('connections.facts.appId')} />],
            [t('connections.facts.address'), url],
            [t('connections.facts.expires'), t('connections.dingtalk.expires')],
            [
              t('connections.permissions.title'),
              <Stack key="permissions" isTight>
                {permissions.map(({ name, held }) => (
                  <Row key={name}>
                    <code>{name}</code>
                    <HeldBadge of={{ held, need: 'needed' }} />
                  </Row>
                ))}
              </Stack>,
            ],
            [t('connections.facts.pairs'), t('connections.pairCount', { count: pairs.length })],
          ]}
        />
        <Notice tone="note" title={t('connections.dingtalk.wide')}>
          {t('connections.dingtalk.wideMeans')}
        </Notice>
      </Stack>
    </Card>
  )
}
