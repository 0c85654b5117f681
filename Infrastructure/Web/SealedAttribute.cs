using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>A text that stands in a page's address as <see cref="SealedText"/>, and in a form as it is typed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SealedAttribute() : ModelBinderAttribute(typeof(Binder))
{
    private sealed class Binder(SealedText texts) : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
            if (given.FirstValue is not { } value)
            {
                return Task.CompletedTask;
            }

            var request = bindingContext.HttpContext.Request;
            var typed = request.HasFormContentType && request.Form.ContainsKey(bindingContext.ModelName);
            var text = typed ? value : texts.Open(value);
            bindingContext.ModelState.SetModelValue(bindingContext.ModelName, new ValueProviderResult(text, given.Culture));
            bindingContext.Result = ModelBindingResult.Success(
                text.Length == 0 && bindingContext.ModelMetadata.ConvertEmptyStringToNull ? null : text);
            return Task.CompletedTask;
        }
    }
}
