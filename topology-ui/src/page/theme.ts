/** Changes between dark and light, whatever the system has; the choice lasts as long as the page. */
export const switchTheme = (): void => {
  const { dataset } = document.documentElement
  const dark = dataset['theme'] ? dataset['theme'] === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  dataset['theme'] = dark ? 'light' : 'dark'
}
