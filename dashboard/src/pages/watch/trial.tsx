import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Quiet, Row, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import type { WatchRule } from './answers.ts'

export type RuleWish = Omit<WatchRule, 'id' | 'etag' | 'by' | 'createdAt'>

const DAYS = 7
const MOST_READ = 100
const MOST_SHOWN = 10

/** Which messages of the last days a rule would fit. Nobody is told. */
export function Trial({ wish, isReady = true }: { readonly wish: RuleWish; readonly isReady?: boolean }) {
  const { t } = useTranslation()
  const { leftOf } = useKnownPairs()
  const ask = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/watch/rules/try', { body: { ...wish, days: DAYS, most: MOST_READ } })) })
  return (
    <Stack>
      <Stack isTight>
        <Row>
          <Button icon="search" isBusy={ask.isPending} disabled={!isReady} onClick={() => ask.mutate()}>
            {t('watch.try.verb', { days: DAYS })}
          </Button>
        </Row>
        <Quiet>{t('watch.try.note', { most: MOST_READ })}</Quiet>
      </Stack>
      {ask.isError && <ProblemNotice error={ask.error} />}
      {ask.data !== undefined && (
        <Notice isNew tone={ask.data.found.length > 0 ? 'good' : 'note'} title={t('watch.try.found', { found: ask.data.found.length, looked: ask.data.looked })}>
          {ask.data.found.length > 0 && (
            <ul>
              {ask.data.found.slice(0, MOST_SHOWN).map(({ pair, item, side, receivedAt }) => (
                <li key={`${pair} ${item}`}>
                  {pair} · <SideName cloud={side === 'left' ? leftOf(pair) : 'outlook'} /> · <Time at={receivedAt} isExact />
                </li>
              ))}
            </ul>
          )}
          {ask.data.isCut && <p>{t('watch.try.cut')}</p>}
        </Notice>
      )}
    </Stack>
  )
}
