import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import type { Language } from '../../i18n/languages.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { Paper } from './paper.tsx'

/** What to do when something went wrong, for printing. */
export function RecoverySteps() {
  const { t, i18n } = useTranslation()
  const { pair = '' } = useParams()
  const language = i18n.language as Language
  const query = useQuery({ queryKey: ['recovery-steps', pair, language], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/recovery-steps', { params: { path: { pair }, query: { language } } })) })
  return (
    <Page
      title={t('measures.steps')}
      lead={t('measures.stepsLead')}
      up={{ href: `/measures/${encodeURIComponent(pair)}`, title: pair }}
      actions={
        <Button icon="print" onClick={() => window.print()}>
          {t('measures.print')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ text }) => (
          <Card>
            <Paper text={text} />
          </Card>
        )}
      </Loaded>
    </Page>
  )
}
