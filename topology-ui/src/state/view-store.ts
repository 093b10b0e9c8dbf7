/** The ways in which the host is shown. */
export const views = ['map', 'table', 'rules', 'ports', 'changes'] as const
export type ViewName = (typeof views)[number]

export interface ViewState {
  readonly view: ViewName
  /** What is looked for now. */
  readonly query: string
  /** `project:shop`, or any words: only what has all of them is shown. */
  readonly filters: readonly string[]
}

/** How somebody wants to see the host. The address of the page says it, so that it can be sent to somebody. */
export class ViewStore {
  readonly #listeners = new Set<() => void>()
  #state: ViewState

  constructor(address: URLSearchParams) {
    const view = views.find((name) => name === address.get('view')) ?? 'map'
    this.#state = { view, query: address.get('search') ?? '', filters: address.getAll('filter') }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): ViewState => this.#state

  readonly show = (view: ViewName): void => this.#set({ view })

  readonly search = (query: string): void => this.#set({ query })

  readonly filter = (filters: readonly string[]): void => this.#set({ filters: [...new Set(filters)] })

  /** What is looked for becomes a filter. */
  readonly filterByQuery = (): void => {
    const { query, filters } = this.#state
    if (query.trim() !== '') this.#set({ query: '', filters: [...new Set([...filters, query.trim()])] })
  }

  /** Puts all this into an address, and leaves what else it says. */
  readonly writeTo = (address: URLSearchParams): void => {
    const { view, query, filters } = this.#state
    for (const name of ['view', 'search', 'filter']) address.delete(name)
    if (view !== 'map') address.set('view', view)
    if (query !== '') address.set('search', query)
    for (const filter of filters) address.append('filter', filter)
  }

  #set(changes: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...changes }
    for (const listener of this.#listeners) listener()
  }
}
