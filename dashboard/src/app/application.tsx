import { QueryClientProvider } from '@tanstack/react-query'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Route, Switch } from 'wouter'
import { queries } from '../api/client.ts'
import { NotFound } from '../pages/not-found.tsx'
import { Pairs } from '../pages/pairs.tsx'
import { Frame } from './frame.tsx'

/** All pages and what is around them. */
export function Application() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <Frame>
          <Switch>
            <Route path="/" component={Pairs} />
            <Route path="/pairs" component={Pairs} />
            <Route component={NotFound} />
          </Switch>
        </Frame>
      </QueryClientProvider>
    </CSPProvider>
  )
}
