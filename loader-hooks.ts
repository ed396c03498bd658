import { type ResolveFnOutput, registerHooks, setSourceMapsSupport } from 'node:module'

/** Preloaded by what starts a process, after tsx: what tsx and Node's own loading of modules cost too much for us. */
registerHooks({ resolve: once, load: cheaper })

// tsx asks for the source maps of packages too, which say where in their own sources a fault lies.
setSourceMapsSupport(true)

type Hooks = Parameters<typeof registerHooks>[0]
type Resolve = NonNullable<Hooks['resolve']>
type Load = NonNullable<Hooks['load']>

const found = new Map<string, ResolveFnOutput>()

/**
 * Each package our files import is looked up once. Node looks it up anew for every file, and drizzle's list of exports,
 * of 180 kB, takes a fifth of the start to read some hundred times.
 */
function once(...[specifier, context, next]: Parameters<Resolve>): ReturnType<Resolve> {
  const ours = !context.parentURL?.includes('/node_modules/')
  if (!ours || !/^[@a-z]/.test(specifier)) return next(specifier, context)
  const key = [specifier, ...context.conditions].join(' ')
  const known = found.get(key) ?? { ...next(specifier, context), shortCircuit: true }
  found.set(key, known)
  return known
}

function cheaper(...[url, context, next]: Parameters<Load>): ReturnType<Load> {
  const loaded = next(url, context)
  if (/\.tsx?(?:\?|$)/.test(url)) return changed(loaded, withoutNaming)
  return url.endsWith('/postgres/src/query.js') ? changed(loaded, madeYoung) : loaded
}

function changed(loaded: ReturnType<Load>, change: (source: string) => string): ReturnType<Load> {
  const { source } = loaded
  if (!source) return loaded
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString()
  return { ...loaded, source: change(text) }
}

const naming = 'var __name=(target,value)=>__defProp(target,"name",{value,configurable:true});'

/**
 * tsx has esbuild name every function as it is made, by a property defined anew each time a closure is: a tenth of what a
 * message costs. Declared functions and classes have their names without it.
 */
function withoutNaming(source: string): string {
  return source.replace(naming, 'var __name=target=>target;')
}

/**
 * V8 makes a function that is written as `x.y = z => …` in the old generation, as if it were a method of something that
 * lasts. Each statement of the driver has two, which kept it with its parameters and rows until the next large
 * collection. As one side of a choice, a function is made where all else is.
 */
function madeYoung(source: string): string {
  return source.replace(/(\.\w+ = )(\w+ =>)/g, (_, named, made) => `${named}0 ? null : ${made}`)
}
