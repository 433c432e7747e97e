// WeChat's built-in components as glass-easel components. One that a page needs and that is not here fails in pack.mjs.
import { dialog, setAttribute } from './screen.js'
import { toSite } from './wx.js'

const COMMON = {
  hidden: Boolean, ariaRole: String, ariaLabel: String, ariaHidden: null, ariaDisabled: null, ariaPressed: null, ariaSelected: null,
  ariaChecked: null, ariaModal: null, ariaLevel: null, ariaExpanded: null, ariaLive: String, role: String, tabindex: null,
  hoverClass: String, hoverStayTime: Number, hoverStartTime: Number, hoverStopPropagation: Boolean, disableScroll: Boolean,
}
const ATTRIBUTES = {
  hidden: 'hidden', ariaRole: 'role', role: 'role', tabindex: 'tabindex', ariaLabel: 'aria-label', ariaHidden: 'aria-hidden',
  ariaDisabled: 'aria-disabled', ariaPressed: 'aria-pressed', ariaSelected: 'aria-selected', ariaChecked: 'aria-checked',
  ariaModal: 'aria-modal', ariaLevel: 'aria-level', ariaExpanded: 'aria-expanded', ariaLive: 'aria-live',
}
const PLAIN = ['view', 'text', 'scroll-view', 'label', 'icon', 'cover-view', 'swiper', 'swiper-item', 'navigator', 'root-portal', 'rich-text', 'form', 'radio-group', 'checkbox-group', 'progress', 'page-container', 'match-media', 'block', 'custom-wrapper-base']
const PLAIN_PROPERTIES = { userSelect: Boolean, selectable: Boolean, scrollX: Boolean, scrollY: Boolean, scrollLeft: null, scrollTop: null, scrollIntoView: String, scrollWithAnimation: Boolean, url: String, nodes: null, for: String, space: String, decode: Boolean }
const FIELD_PROPERTIES = { value: null, type: String, password: Boolean, placeholder: String, placeholderStyle: String, placeholderClass: String, disabled: Boolean, maxlength: Number, focus: Boolean, autoFocus: Boolean, confirmType: String, confirmHold: Boolean, cursor: Number, cursorSpacing: Number, adjustPosition: Boolean, autoHeight: Boolean, showConfirmBar: Boolean, holdKeyboard: Boolean, fixed: Boolean, selectionStart: Number, selectionEnd: Number, alwaysEmbed: Boolean, disableDefaultPadding: Boolean, name: String, safePasswordCertPath: String, enableNative: null, ignoreCompositionEvent: Boolean, cursorColor: String }

const element = (component) => component._$.getBackendElement()
function attribute(component, name, value) {
  const target = element(component)
  if (!target) return
  if (value === '' || value == null || value === false) target.removeAttribute(name)
  else target.setAttribute(name, value === true ? '' : String(value))
}
const observers = (map) =>
  Object.fromEntries(Object.entries(map).map(([property, name]) => [property, function (value) { attribute(this, name, value) }]))

/** Register them all; `opened[openType](component)` does what a button of that type does in WeChat. */
export function registerBuiltins(space, opened) {
  const common = observers(ATTRIBUTES)
  const builtin = (name, properties = {}, definition = {}) =>
    space.component(`__mp/${name}`).definition({
      options: { virtualHost: false },
      properties: { ...COMMON, ...properties },
      ...definition,
      observers: { ...common, ...(definition.observers ?? {}) },
    }).register()

  for (const name of PLAIN) builtin(name, PLAIN_PROPERTIES)

  builtin('button', { disabled: Boolean, loading: Boolean, type: String, size: String, plain: Boolean, openType: String, formType: String, lang: String, sessionFrom: String, appParameter: String, showMessageCard: Boolean, sendMessageTitle: String, sendMessagePath: String, sendMessageImg: String }, {
    observers: observers({ disabled: 'disabled' }),
    lifetimes: {
      attached() {
        setAttribute.call(element(this), 'type', 'button')
        element(this).addEventListener('click', () => { if (!this.data.disabled) void opened[this.data.openType]?.(this) })
      },
    },
  })

  builtin('image', { src: String, mode: String, lazyLoad: Boolean, webp: Boolean, showMenuByLongpress: Boolean }, {
    observers: {
      src(value) {
        const target = element(this)
        if (!target) return
        target.style.backgroundImage = value ? `url("${toSite(value)}")` : ''
        target.style.backgroundSize = this.data.mode === 'aspectFill' ? 'cover' : this.data.mode === 'aspectFit' ? 'contain' : ''
        setAttribute.call(target, 'role', 'img')
      },
    },
  })

  for (const name of ['input', 'textarea'])
    builtin(name, FIELD_PROPERTIES, {
      observers: {
        ...observers({ placeholder: 'placeholder', disabled: 'disabled' }),
        value(value) {
          const target = element(this)
          if (target && target.value !== String(value ?? '')) target.value = value ?? ''
        },
        maxlength(value) {
          const target = element(this)
          if (target && value > 0) target.maxLength = value
        },
        'type,password'(_type, password) {
          const target = element(this)
          if (target?.tagName === 'INPUT') setAttribute.call(target, 'type', password ? 'password' : 'text')
        },
      },
      lifetimes: {
        attached() {
          const target = element(this)
          const fire = (type, extra) => this.triggerEvent(type, { value: target.value, cursor: target.selectionStart, ...extra })
          // Only the event as WeChat shapes it, not the browser's own.
          const on = (type, extra) => target.addEventListener(type, (event) => { event.stopImmediatePropagation(); fire(type, extra) }, { capture: true })
          on('input')
          on('focus', { height: 300 })
          on('blur')
          target.addEventListener('keydown', (event) => { if (event.key === 'Enter') fire('confirm') })
        },
      },
    })

  for (const name of ['checkbox', 'radio', 'switch'])
    builtin(name, { value: String, checked: Boolean, disabled: Boolean, color: String, name: String }, {
      observers: { checked(value) { attribute(this, 'aria-checked', String(Boolean(value))) } },
      lifetimes: {
        attached() {
          const target = element(this)
          setAttribute.call(target, 'role', name)
          setAttribute.call(target, 'tabindex', '0')
          setAttribute.call(target, 'aria-checked', String(Boolean(this.data.checked)))
          target.addEventListener('click', () => {
            if (this.data.disabled) return
            const value = target.getAttribute('aria-checked') !== 'true'
            attribute(this, 'aria-checked', String(value))
            this.triggerEvent('change', { value }, { bubbles: true, composed: true })
          })
        },
      },
    })

  // A selector as a dialog of buttons; date, time and region as a field in a dialog.
  builtin('picker', { mode: String, range: null, rangeKey: String, value: null, disabled: Boolean, start: String, end: String, fields: String, headerText: String, level: String, customItem: String }, {
    lifetimes: {
      attached() {
        element(this).addEventListener('click', () => {
          const { mode, range, rangeKey, disabled, headerText } = this.data
          if (disabled) return
          const { box, add } = dialog(headerText || '请选择')
          if (!mode || mode === 'selector') {
            (range ?? []).forEach((each, index) => add(String(rangeKey ? each[rangeKey] : each), () => this.triggerEvent('change', { value: index })))
          } else {
            const field = document.createElement('input')
            field.type = mode === 'date' || mode === 'time' ? mode : 'text'
            field.value = this.data.value ?? ''
            box.append(field)
            add('确定', () => this.triggerEvent('change', { value: field.value }))
          }
          add('取消', () => this.triggerEvent('cancel', {}))
        })
      },
    },
  })
}
