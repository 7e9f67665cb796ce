import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Stack } from '../../parts/stack.tsx'
import { Why } from '../setup/how-to.tsx'
import type { Way } from './answers.ts'
import { LookedAt } from './looked-at.tsx'

/** An IMAP server, and what opens the mailboxes there. */
export function ImapCard({ way: { host, isDingtalk, pairs, lookedAt } }: { readonly way: Way<'imap'> }) {
  const { t } = useTranslation()
  return (
    <Card title={t(isDingtalk ? 'connections.imap.dingtalk' : 'connections.imap.other')} note={<LookedAt at={lookedAt} />}>
      <Stack>
        <Facts
          of={[
            [t('connections.facts.how'), t('connections.imap.how')],
            [t('connections.facts.server'), host],
            [t('connections.facts.expires'), t('connections.imap.expires')],
            [t('connections.facts.pairs'), t('connections.pairCount', { count: pairs.length })],
          ]}
        />
        <Why>{t('connections.imap.why')}</Why>
      </Stack>
    </Card>
  )
}
