// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each is documented where it is at home.

import Glibc

// Stands in for the module Synchronization under ThreadSanitizer (.ci/sanitize), which would report every `Mutex` that two
// threads ask for at once: whoever has to wait there waits in a library that is not instrumented. It sees the locks of
// pthreads, so these are made of them. What the product does not use of the module is left out.

/// As Synchronization.Mutex.
public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    public init(_ initialValue: consuming sending Value) {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        value = .allocate(capacity: 1)
        value.initialize(to: initialValue)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
        value.deinitialize(count: 1)
        value.deallocate()
    }

    public borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value.pointee)
    }
}

/// As Synchronization's; all are sequentially consistent.
public enum AtomicOrdering: Sendable {
    case relaxed, acquiring, releasing, sequentiallyConsistent
}

/// As Synchronization.Atomic.
public struct Atomic<Value: Sendable>: ~Copyable, Sendable {
    private let value: Mutex<Value>

    public init(_ initialValue: Value) { value = Mutex(initialValue) }

    public borrowing func load(ordering: AtomicOrdering) -> Value { value.withLock { $0 } }

    public borrowing func store(_ desired: Value, ordering: AtomicOrdering) { value.withLock { $0 = desired } }

    public borrowing func exchange(_ desired: Value, ordering: AtomicOrdering) -> Value {
        value.withLock { value in
            defer { value = desired }
            return value
        }
    }
}

extension Atomic where Value: FixedWidthInteger {
    @discardableResult
    public borrowing func wrappingAdd(
        _ operand: Value, ordering: AtomicOrdering
    ) -> (oldValue: Value, newValue: Value) {
        value.withLock { value in
            defer { value &+= operand }
            return (value, value &+ operand)
        }
    }
}
