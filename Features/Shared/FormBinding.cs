using System.Reflection;
using CustomerListSchedules.Infrastructure.Web;
using FluentValidation;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Shared;

public static class FormBinding
{
    private const string NotAChoice = "Choose one of the values offered.";

    /// <summary>
    /// An empty field binds to "" where the property is a <c>string</c> and to null where it is a <c>string?</c>; whether it
    /// may be empty is the validator's business alone. No attributes for client-side validation are written.
    /// </summary>
    public static IMvcBuilder AddFormBinding(this IMvcBuilder mvc)
    {
        mvc.AddMvcOptions(options =>
        {
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
            // Fields named as jQuery does, "a[b]", are of no use here, and "a[b" makes its reader throw.
            options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            options.Filters.AddService<Errors.MarkAntiforgeryFailures>();
            options.ModelMetadataDetailsProviders.Add(new EmptyStrings());
            options.ModelBinderProviders.Insert(0, new Ticks());
            var words = options.ModelBindingMessageProvider;
            words.SetAttemptedValueIsInvalidAccessor((_, _) => NotAChoice);
            words.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => NotAChoice);
            words.SetUnknownValueIsInvalidAccessor(_ => NotAChoice);
            words.SetNonPropertyUnknownValueIsInvalidAccessor(() => NotAChoice);
            words.SetValueIsInvalidAccessor(_ => NotAChoice);
            words.SetValueMustBeANumberAccessor(_ => "Enter a number.");
            words.SetNonPropertyValueMustBeANumberAccessor(() => "Enter a number.");
            words.SetValueMustNotBeNullAccessor(_ => "Fill this in.");
        });
        return mvc.AddViewOptions(options => options.HtmlHelperOptions.ClientValidationEnabled = false);
    }

    /// <summary>Puts a validator's messages beside the fields.</summary>
    /// <param name="page">The page whose form was refused.</param>
    /// <param name="refused">What the validators said.</param>
    /// <param name="prefix">The bound property that the fields belong to ("Input"), or "".</param>
    public static void AddErrors(this PageModel page, ValidationException refused, string prefix = "")
    {
        foreach (var error in refused.Errors)
        {
            page.ModelState.AddModelError(ModelNames.CreatePropertyModelName(prefix, error.PropertyName), error.ErrorMessage);
        }
    }

    // A tick that is neither is refused as any field is, and shown again as none: the tag helper of a check box throws for other words.
    private sealed class Ticks : IModelBinderProvider
    {
        public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
            context.Metadata.UnderlyingOrModelType == typeof(bool)
                ? new Tick(new SimpleTypeModelBinder(
                    context.Metadata.ModelType, context.Services.GetRequiredService<ILoggerFactory>()))
                : null;
    }

    private sealed class Tick(IModelBinder binder) : IModelBinder
    {
        public async Task BindModelAsync(ModelBindingContext bindingContext)
        {
            await binder.BindModelAsync(bindingContext);
            if (!bindingContext.Result.IsModelSet
                && bindingContext.ModelState.GetFieldValidationState(bindingContext.ModelName) == ModelValidationState.Invalid)
            {
                bindingContext.ModelState.SetModelValue(bindingContext.ModelName, "false", "false");
            }
        }
    }

    private sealed class EmptyStrings : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
        {
            if (context.Key.ModelType == typeof(string) && !MayBeNull(context.Key))
            {
                context.DisplayMetadata.ConvertEmptyStringToNull = false;
            }
        }

        private static bool MayBeNull(ModelMetadataIdentity key) =>
            (key.PropertyInfo is { } property && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable)
            || (key.ParameterInfo is { } parameter
            && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable);
    }
}
