import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { Facts } from '../../parts/facts.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { Why } from './how-to.tsx'

const FILE = 'tongbu-certificate.cer'

/** Hands out what is to be uploaded, as a file. */
function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/x-pem-file' }))
  const link = document.createElement('a')
  link.href = url
  link.download = FILE
  link.click()
  URL.revokeObjectURL(url)
}

/** Makes a certificate for the app; its key never leaves this machine. */
export function Certificate() {
  const { t } = useTranslation()
  const make = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/setup/certificate')) })
  return (
    <Stack>
      <Why>{t('setup.microsoft.certificate.why')}</Why>
      <Row>
        <Button icon="key" isBusy={make.isPending} onClick={() => make.mutate()}>
          {t('setup.microsoft.certificate.make')}
        </Button>
        {make.data !== undefined && (
          <Button icon="download" onClick={() => save(make.data.certificate)}>
            {t('setup.microsoft.certificate.download')}
          </Button>
        )}
      </Row>
      {make.isError && <ProblemNotice error={make.error} />}
      {make.data !== undefined && <Facts of={[[t('setup.microsoft.certificate.thumbprint'), <CopyText key="thumbprint" text={make.data.thumbprint} label={t('setup.microsoft.certificate.thumbprint')} />]]} />}
    </Stack>
  )
}
