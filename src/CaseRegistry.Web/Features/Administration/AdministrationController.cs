using CaseRegistry.Domain.Regions;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Accounts, regions, lists and API clients: what an administrator configures.</summary>
[Route("administration")]
public sealed class AdministrationController(IMediator mediator, CodeListCache lists, TimeProvider clock) : FeatureController(mediator)
{
    [HttpGet("accounts")]
    public async Task<IActionResult> ListAccounts() => View(await Ask(new ListAccounts.Query()));

    [HttpPost("accounts")]
    public async Task<IActionResult> ListAccounts(ListAccounts.Query query) => View(await Ask(query));

    [HttpGet("accounts/create")]
    public Task<IActionResult> CreateAccount() => Blank(new CreateAccount.Command { ExpiresOn = AccountRules.ExpiresOn(clock) });

    [HttpPost("accounts/create")]
    public Task<IActionResult> CreateAccount(CreateAccount.Command command) => Submit(command, then: LinkOrWait);

    [HttpGet("certifications")]
    public async Task<IActionResult> ListCertifications() => View(await Ask(new ListCertifications.Query()));

    [HttpPost("certifications")]
    public Task<IActionResult> CertifyAccounts(CertifyAccounts.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The accounts were confirmed.");
                return RedirectToAction(nameof(ListCertifications));
            },
            again: async () => View(nameof(ListCertifications), await Ask(new ListCertifications.Query()))
        );

    [HttpGet("accounts/{id:guid}")]
    public async Task<IActionResult> ChangeAccount(Guid id) => View(await Ask(new ViewAccount.Query(id)));

    [HttpPost("accounts/{id:guid}")]
    public Task<IActionResult> ChangeAccount(ChangeAccount.Command command) =>
        Submit(
            command,
            then: waits => waits ? Waits() : Done(nameof(ListAccounts)),
            now: async () => await Ask(new ViewAccount.Query(command.Id))
        );

    [HttpGet("requests")]
    public async Task<IActionResult> ListRequests() => View(await Ask(new ListRequests.Query()));

    [HttpGet("requests/codes")]
    public async Task<IActionResult> ListLinkCodes() => View(await Ask(new ListLinkCodes.Query()));

    [HttpPost("requests/{id:guid}/approve")]
    public Task<IActionResult> ApproveRequest(ApproveRequest.Command command) =>
        Submit(
            command,
            then: result =>
                result.Link is { } link ? View("OneTimeLink", link)
                : result.Client is { } client ? View("ClientKey", client)
                : result.Receiver is { } receiver ? View("ReceiverSecret", receiver)
                : Done(nameof(ListRequests)),
            again: async () => View(nameof(ListRequests), await Ask(new ListRequests.Query()))
        );

    [HttpPost("accounts/{id:guid}/link")]
    public Task<IActionResult> ResetAccount(ResetAccount.Command command) =>
        Submit(command, then: LinkOrWait, again: async () => View("ChangeAccount", await Ask(new ViewAccount.Query(command.Id))));

    [HttpPost("accounts/{id:guid}/sessions/end")]
    public Task<IActionResult> EndAccountSessions(EndAccountSessions.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The sessions of this account have ended.");
                return RedirectToAction(nameof(ChangeAccount), new { command.Id });
            },
            again: async () => View(nameof(ChangeAccount), await Ask(new ViewAccount.Query(command.Id)))
        );

    [HttpGet("accounts/{id:guid}/passkeys")]
    public async Task<IActionResult> ViewPasskeyReset(Guid id) => View(await Ask(new ViewPasskeyReset.Query(id)));

    [HttpPost("accounts/{id:guid}/passkeys")]
    public Task<IActionResult> RequestPasskeyReset(RequestPasskeyReset.Command command) => Passkeys(command, command.Id);

    [HttpPost("accounts/{id:guid}/passkeys/approve")]
    public Task<IActionResult> ApprovePasskeyReset(ApprovePasskeyReset.Command command) =>
        Passkeys(command, command.Id, then: link => link is null ? null : View("OneTimeLink", link));

    [HttpGet("accounts/{id:guid}/providers")]
    public async Task<IActionResult> ListProviderLinks(Guid id) => View(await Ask(new ListProviderLinks.Query(id)));

    [HttpPost("accounts/{id:guid}/providers/remove")]
    public Task<IActionResult> RemoveProviderLink(RemoveProviderLink.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The change has been saved.");
                return RedirectToAction(nameof(ListProviderLinks), new { command.Id });
            },
            again: async () => View(nameof(ListProviderLinks), await Ask(new ListProviderLinks.Query(command.Id)))
        );

    [HttpGet("regions")]
    public async Task<IActionResult> ListRegions() => View(await Ask(new ListRegions.Query()));

    [HttpGet("regions/add")]
    public Task<IActionResult> AddRegion() => Blank<AddRegion.Command>();

    [HttpPost("regions/add")]
    public Task<IActionResult> AddRegion(AddRegion.Command command) => Change(command, nameof(ListRegions));

    [HttpGet("regions/{code}")]
    public async Task<IActionResult> ChangeRegion(string code) => View(await Ask(new ViewRegion.Query(code)));

    [HttpPost("regions/{code}")]
    public Task<IActionResult> ChangeRegion(ChangeRegion.Command command) =>
        Change(command, nameof(ListRegions), now: async () => await Ask(new ViewRegion.Query(command.Code)));

    [HttpGet("municipalities")]
    public async Task<IActionResult> ListMunicipalities(ListMunicipalities.Query query) => View(await Ask(query));

    [HttpGet("municipalities/add")]
    public Task<IActionResult> AddMunicipality() => Blank<AddMunicipality.Command>();

    [HttpPost("municipalities/add")]
    public Task<IActionResult> AddMunicipality(AddMunicipality.Command command) => Change(command, nameof(ListMunicipalities));

    [HttpGet("municipalities/{code}")]
    public async Task<IActionResult> MoveMunicipality(string code) => View(await Ask(new ViewMunicipality.Query(code)));

    [HttpPost("municipalities/{code}")]
    public Task<IActionResult> MoveMunicipality(MoveMunicipality.Command command) =>
        Change(command, nameof(ListMunicipalities), now: async () => await Ask(new ViewMunicipality.Query(command.Code)));

    [HttpGet("lists")]
    public async Task<IActionResult> ListCodeLists() => View(await Ask(new ListCodeLists.Query()));

    [HttpGet("lists/{list}")]
    public async Task<IActionResult> ViewCodeList(string list) => View(await Ask(new ViewCodeList.Query(list)));

    [HttpGet("lists/{list}/add")]
    public async Task<IActionResult> AddCodeListItem(string list) =>
        await Blank(new AddCodeListItem.Command { List = (await Ask(new ViewCodeList.Query(list))).List });

    [HttpPost("lists/{list}/add")]
    public Task<IActionResult> AddCodeListItem(AddCodeListItem.Command command) =>
        Change(command, nameof(ViewCodeList), new { command.List });

    [HttpGet("lists/{list}/{code}")]
    public async Task<IActionResult> ChangeCodeListItem(string list, string code) =>
        View(await Ask(new ViewCodeListItem.Query(list, code)));

    [HttpPost("lists/{list}/{code}")]
    public Task<IActionResult> ChangeCodeListItem(ChangeCodeListItem.Command command) =>
        Change(
            command,
            nameof(ViewCodeList),
            new { command.List },
            now: async () => await Ask(new ViewCodeListItem.Query(command.List, command.Code))
        );

    [HttpGet("organisations")]
    public async Task<IActionResult> ListOrganisations(ListOrganisations.Query query) => View(await Ask(query));

    [HttpGet("organisations/{id}")]
    public async Task<IActionResult> ChangeOrganisation(ReportingOrganisationId id) => View(await Ask(new ViewOrganisation.Query(id)));

    [HttpPost("organisations/{id}")]
    public Task<IActionResult> ChangeOrganisation(ChangeOrganisation.Command command) =>
        Change(command, nameof(ListOrganisations), now: async () => await Ask(new ViewOrganisation.Query(command.Id)));

    [HttpGet("clients")]
    public async Task<IActionResult> ListClients() => View(await Ask(new ListClients.Query()));

    [HttpGet("clients/create")]
    public Task<IActionResult> CreateClient() => Blank<CreateClient.Command>();

    [HttpPost("clients/create")]
    public Task<IActionResult> CreateClient(CreateClient.Command command) =>
        Submit(command, then: key => key is null ? Waits() : View("ClientKey", key));

    [HttpPost("clients/{id:guid}/revoke")]
    public Task<IActionResult> RevokeClient(RevokeClient.Command command) => Change(command, nameof(ListClients));

    [HttpGet("webhooks")]
    public async Task<IActionResult> ListReceivers() => View(await Ask(new ListReceivers.Query()));

    [HttpGet("webhooks/add")]
    public Task<IActionResult> AddReceiver() => Blank<AddReceiver.Command>();

    [HttpPost("webhooks/add")]
    public Task<IActionResult> AddReceiver(AddReceiver.Command command) =>
        Submit(command, then: added => added is null ? Waits() : View("ReceiverSecret", added));

    [HttpGet("webhooks/{id:guid}")]
    public async Task<IActionResult> ListDeliveries(ListDeliveries.Query query) => View(await Ask(query));

    [HttpPost("webhooks/{id:guid}/retire")]
    public Task<IActionResult> RetireReceiver(RetireReceiver.Command command) =>
        Submit(
            command,
            then: _ => Done(nameof(ListReceivers)),
            again: async () => View(nameof(ListReceivers), await Ask(new ListReceivers.Query()))
        );

    [HttpPost("webhooks/{id:guid}/deliveries/{deliveryId:guid}/replay")]
    public Task<IActionResult> ReplayDelivery(ReplayDelivery.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The message will be sent again.");
                return RedirectToAction(nameof(ListDeliveries), new { command.Id });
            },
            again: async () => View(nameof(ListDeliveries), await Ask(new ListDeliveries.Query(command.Id)))
        );

    private IActionResult LinkOrWait(OneTimeLink? link) => link is null ? Waits() : View("OneTimeLink", link);

    private RedirectToActionResult Waits()
    {
        Confirm("It waits for a second administrator.");
        return RedirectToAction(nameof(ListRequests));
    }

    private IActionResult Done(string page)
    {
        Confirm("The change has been saved.");
        return RedirectToAction(page);
    }

    private Task<IActionResult> Passkeys<TResult>(IRequest<TResult> command, Guid id, Func<TResult, IActionResult?>? then = null) =>
        Submit(
            command,
            then: result =>
            {
                if (then?.Invoke(result) is { } shown)
                {
                    return shown;
                }

                Confirm("The change has been saved.");
                return RedirectToAction(nameof(ViewPasskeyReset), new { id });
            },
            again: async () => View(nameof(ViewPasskeyReset), await Ask(new ViewPasskeyReset.Query(id)))
        );

    // The lists in memory are read again once the change is committed, not while it is being made.
    private Task<IActionResult> Change<TResult>(
        IRequest<TResult> command,
        string page,
        object? values = null,
        Func<Task<object>>? now = null
    ) =>
        Submit(
            command,
            then: _ =>
            {
                lists.Drop();
                Confirm("The change has been saved.");
                return RedirectToAction(page, values);
            },
            now: now
        );
}
