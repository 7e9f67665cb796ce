import { useTranslation } from 'react-i18next'
import type { SetupFound } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { FoundList } from './found-list.tsx'

interface CheckFootProps {
  /** What sends the form. */
  readonly step: { readonly isPending: boolean; readonly error: unknown }
  readonly isDone: boolean
  readonly onNext: () => void
}

/** The end of a form that is tried at once: try it, and go on when all is well. */
export function CheckFoot({ step: { isPending, error }, isDone, onNext }: CheckFootProps) {
  const { t } = useTranslation()
  return (
    <>
      {error !== null && <ProblemNotice error={error} />}
      <Row>
        <Button type="submit" kind={isDone ? 'plain' : 'primary'} isBusy={isPending}>
          {isPending ? t('setup.checking') : t('setup.check')}
        </Button>
        {isDone && (
          <Button kind="primary" icon="next" onClick={onNext}>
            {t('setup.goOn')}
          </Button>
        )}
      </Row>
    </>
  )
}

/** What was found about a step. */
export function FoundCard({ found = [] }: { readonly found: readonly SetupFound[] | undefined }) {
  const { t } = useTranslation()
  if (found.length === 0) return null
  return (
    <Card title={t('setup.foundTitle')}>
      <FoundList found={found} label={t('setup.foundTitle')} />
    </Card>
  )
}
