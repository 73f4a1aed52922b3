import Foundation

/// What is fuzzed: the name that `FUZZ` has, and the directory of its seeds.
enum Subject: String, CaseIterable {
    case requests, configurations, signatures, events, costs

    static let chosen: Subject = {
        guard let subject = Subject(rawValue: ProcessInfo.processInfo.environment["FUZZ"] ?? "") else {
            fatalError("FUZZ must be one of: \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return subject
    }()

    /// Ends the process where something is not as it should be.
    func take(_ bytes: [UInt8]) {
        switch self {
        case .requests: fuzzRequests(bytes)
        case .configurations: fuzzConfigurations(bytes)
        case .signatures: fuzzSignatures(bytes)
        case .events: fuzzEvents(bytes)
        case .costs: fuzzCosts(bytes)
        }
    }
}
