import { Component, type ReactNode } from 'react'
import { PageBroken } from '../pages/page-broken.tsx'

/** Keeps the rest of the dashboard alive where a page fails. A class, as React has no other way. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true }
  }

  override render(): ReactNode {
    return this.state.isBroken ? <PageBroken onAgain={() => this.setState({ isBroken: false })} /> : this.props.children
  }
}
