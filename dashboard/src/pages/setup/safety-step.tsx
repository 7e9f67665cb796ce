import { useTranslation } from 'react-i18next'
import type { Measures } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Row } from '../../parts/stack.tsx'
import { FirstConnect } from './first-connect.tsx'
import type { StepProps } from './set-up.tsx'
import { SignInsFirst } from './sign-ins-first.tsx'
import { useMeasures } from './use-connected.ts'

/** Which safety measures are still missing before anything is written. */
export function SafetyStep({ setup, onNext }: StepProps) {
  const { connected } = setup
  const { t } = useTranslation()
  const query = useMeasures(connected)
  if (connected.length === 0) return <FirstConnect />
  return (
    <>
      <SignInsFirst setup={setup} />
      <Card title={t('setup.safety.title')} note={t('setup.safety.note')}>
        <Loaded query={query}>
          {(pairs) => (
            <>
              <DataTable
                label={t('setup.safety.title')}
                rows={pairs}
                keyOf={({ pair }) => pair}
                columns={[
                  { title: t('setup.pairs.name'), cell: ({ pair }) => pair },
                  { title: t('setup.pairs.state'), cell: (pair) => <Gate pair={pair} /> },
                  { title: t('setup.safety.missing'), cell: (pair) => <Missing pair={pair} /> },
                ]}
              />
              <Row>
                <ButtonLink kind={pairs.every(isThrough) ? 'plain' : 'primary'} icon="measures" href="/measures">
                  {t('setup.safety.open')}
                </ButtonLink>
                <Button kind={pairs.every(isThrough) ? 'primary' : 'plain'} icon="next" onClick={onNext}>
                  {t('setup.safety.test')}
                </Button>
              </Row>
            </>
          )}
        </Loaded>
      </Card>
    </>
  )
}

/** Whether nothing holds it back any more. */
const isThrough = ({ isOpen, isEnforced }: Measures): boolean => isOpen || !isEnforced

function Gate({ pair: { isOpen, isEnforced } }: { readonly pair: Measures }) {
  const { t } = useTranslation()
  if (isOpen) return <Badge tone="good">{t('setup.safety.holds')}</Badge>
  return isEnforced ? <Badge tone="wait">{t('setup.safety.waits')}</Badge> : <Badge tone="note">{t('setup.safety.simulated')}</Badge>
}

function Missing({ pair }: { readonly pair: Measures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const open = (isThrough(pair) ? [] : pair.measures).filter(({ state }) => state === 'open').map(({ measure }) => t(`setup.safety.measure.${measure}`))
  return open.length === 0 ? t('setup.safety.nothing') : format.list(open)
}
