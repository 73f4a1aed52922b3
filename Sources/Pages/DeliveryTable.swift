import Journals
import Values

/// A page of the latest deliveries that match the filter.
struct DeliveryTable {
    let filter: DeliveryFilter
    let page: DeliveryPage
    /// Event names suggested in the filter's field.
    let events: [String]
    let now: Timestamp

    /// The filter, the table, and the links to other pages.
    var html: HTML {
        """
        <section aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        \(form)
        \(page.deliveries.isEmpty ? nothing : table)
        \(navigation)
        </section>
        """
    }

    private var form: HTML {
        let states: [HTML] = DeliveryState.allCases.map { state in
            let choice: HTML = filter.state == state ? " selected" : ""
            return "<option\(choice)>\(state.rawValue)</option>"
        }
        let all: HTML = filter.isActive ? " <a href=\"/\">All deliveries</a>" : ""
        return """
            <form action="/" method="get" role="search" aria-label="Deliveries">
            <p><label for="event">Event</label>
            <input id="event" name="event" list="events" autocomplete="off" spellcheck="false" \
            value="\(filter.event ?? "")"></p>
            <datalist id="events">\(events.map { "<option value=\"\($0)\"></option>" as HTML })</datalist>
            <p><label for="state">State</label>
            <select id="state" name="state"><option value="">any</option>\(states)</select></p>
            <p><button>Show</button>\(all)</p>
            </form>
            """
    }

    private var nothing: HTML {
        let what = filter.isActive || filter.before != nil ? "No matching deliveries." : "No deliveries yet."
        return "<p class=\"nothing\">\(what)</p>"
    }

    private var table: HTML {
        """
        <div class="wide" role="region" aria-labelledby="deliveries" tabindex="0">
        <table>
        <caption>Newest first</caption>
        <thead><tr><th scope="col">Received</th><th scope="col">State</th><th scope="col">Event</th>\
        <th scope="col">Runs</th><th scope="col">Endpoint</th><th scope="col">ID</th></tr></thead>
        <tbody>
        \(page.deliveries.map(row))</tbody>
        </table>
        </div>
        """
    }

    private func row(_ delivery: DeliverySummary) -> HTML {
        let runs: [HTML] = delivery.runs.map { StateMark($0.state).html(before: $0.hook) }
        return """
            <tr><th scope="row"><a href="/deliveries/\(delivery.id.text)">\(HTML(delivery.receivedAt, shortOn: now))</a></th>\
            <td>\(StateMark(delivery.state).html)</td><td>\(delivery.event)</td><td>\(runs)</td>\
            <td>\(delivery.endpoint)</td><td><code>\(delivery.id.text)</code></td></tr>

            """
    }

    private var navigation: HTML {
        let isCut = page.next != nil && page.deliveries.count < DeliveryFilter.pageLength
        let note: HTML = isCut ? "<p>There may be more: the search is incomplete.</p>" : ""
        var links: [HTML] = []
        if filter.before != nil { links.append("<a href=\"\(filter.address(before: nil))\" rel=\"first\">Newest</a>") }
        if let next = page.next {
            let text = isCut ? "Continue the search" : "Older"
            links.append("<a href=\"\(filter.address(before: next))\" rel=\"next\">\(text)</a>")
        }
        return links.isEmpty ? note : "\(note)<nav aria-label=\"Pages of deliveries\">\(links)</nav>"
    }
}
